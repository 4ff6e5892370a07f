using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aae.Tests.Core.Data;

/// <summary>
/// An HTTP server on loopback that answers each request with what a script writes to the socket, so that it can break off,
/// be silent or lie as real ones do. One answer a connection.
/// </summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Exchange, Task> _answer;
    private readonly Dictionary<string, int> _requests = [];
    private readonly Task _accepting;

    /// <summary>Starts a server that answers by a script.</summary>
    public LoopbackServer(Func<Exchange, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The server's address, ending in a slash.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>How often a path has been asked for.</summary>
    public int Requests(string path)
    {
        lock (_requests)
        {
            return _requests.GetValueOrDefault(path);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _accepting.Wait(TimeSpan.FromSeconds(10)); // first: the loop may be about to accept, which a stopped listener refuses
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                running.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
        }

        await Task.WhenAll(running);
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                using var stream = new NetworkStream(socket);
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                string path = (await reader.ReadLineAsync(_stop.Token))!.Split(' ')[1];
                while (!string.IsNullOrEmpty(await reader.ReadLineAsync(_stop.Token)))
                {
                }

                int number;
                lock (_requests)
                {
                    number = _requests[path] = _requests.GetValueOrDefault(path) + 1;
                }

                await _answer(new Exchange(path, number, stream, _stop.Token));
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    /// <summary>One request and the means to answer it.</summary>
    /// <param name="Path">The path asked for, with its slash.</param>
    /// <param name="Number">How often it has been asked for, this time included.</param>
    /// <param name="Stream">Where the answer goes.</param>
    /// <param name="Stop">Signalled when the server ends.</param>
    public sealed record Exchange(string Path, int Number, Stream Stream, CancellationToken Stop)
    {
        /// <summary>Sends a status with headers and, if there is one, a body with a length that may be a lie.</summary>
        public async Task SendAsync(int status, ReadOnlyMemory<byte> body = default, long? length = null, string headers = "")
        {
            string head = $"HTTP/1.1 {status} Test\r\nConnection: close\r\nContent-Length: {length ?? body.Length}\r\n{headers}\r\n";
            await Stream.WriteAsync(Encoding.ASCII.GetBytes(head), Stop);
            await Stream.WriteAsync(body, Stop);
            await Stream.FlushAsync(Stop);
        }

        /// <summary>Says nothing more, but keeps the connection.</summary>
        public Task StallAsync() => Task.Delay(Timeout.Infinite, Stop);
    }
}
