using System.Net;

namespace Aae.Core.Data;

/// <summary>A download that failed at the server's side.</summary>
/// <param name="message">What happened, without the address.</param>
/// <param name="mayPass">Whether another try at the same address may succeed.</param>
internal sealed class DownloadException(string message, bool mayPass) : Exception(message)
{
    /// <summary>Whether another try at the same address may succeed.</summary>
    public bool MayPass { get; } = mayPass;
}

/// <summary>One GET of one address into one stream.</summary>
internal static class HttpDownload
{
    /// <summary>Copies the answer's body into a stream.</summary>
    /// <param name="client">The client; its own timeout must be infinite.</param>
    /// <param name="address">What to get; redirects are followed as the client is set up.</param>
    /// <param name="target">Where the body goes.</param>
    /// <param name="maxLength">The most bytes that are accepted.</param>
    /// <param name="stallTimeout">How long the server may be silent.</param>
    /// <param name="progress">Called with the bytes so far and those announced, first when the server has answered.</param>
    /// <param name="cancellation">Ends the download.</param>
    /// <exception cref="IOException">The target refused the bytes: no other try and no other server can mend this.</exception>
    /// <exception cref="DownloadException">The server could not be reached, refused, broke off, or sent too much.</exception>
    public static async Task CopyAsync(
        HttpClient client, Uri address, Stream target, long maxLength, TimeSpan stallTimeout, Action<long, long?> progress, CancellationToken cancellation)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        long received = 0;
        long? total = null;
        bool saving = false;
        try
        {
            stall.CancelAfter(stallTimeout);
            using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, stall.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                bool mayPass = (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
                throw new DownloadException($"answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd(), mayPass);
            }

            total = response.Content.Headers.ContentLength;
            if (total > maxLength)
            {
                throw new DownloadException($"announced {total} bytes, at most {maxLength} are accepted", mayPass: false);
            }

            progress(0, total);
            Stream body = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
            byte[] buffer = new byte[1 << 16];
            while (true)
            {
                stall.CancelAfter(stallTimeout);
                int read = await body.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
                if (read == 0)
                {
                    return;
                }

                received += read;
                if (received > maxLength)
                {
                    throw new DownloadException($"sent more than the {maxLength} bytes that are accepted", mayPass: false);
                }

                saving = true;
                target.Write(buffer, 0, read);
                saving = false;
                progress(received, total);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DownloadException($"was silent for {stallTimeout.TotalSeconds:0.###} s after {received} bytes", mayPass: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !saving)
        {
            string what = received > 0 ? $"broke off after {received} of {total?.ToString() ?? "an unknown number of"} bytes" : "could not be reached";
            throw new DownloadException($"{what}: {e.Message.TrimEnd('.')}", mayPass: true);
        }
    }
}
