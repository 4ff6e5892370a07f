using Aae.Core.Formats;

namespace Aae.Core.Data;

/// <summary>
/// Downloads the files of a data set from its public mirrors. A file takes its name only when it is whole and its checksum
/// is right, so whatever happens no part of a file is left that looks like one.
/// </summary>
public sealed class DatasetFetcher
{
    private readonly Func<string, DatasetSource> _find;
    private readonly FetchPolicy _policy;

    /// <summary>Creates a fetcher for the data sets of <see cref="Datasets"/>.</summary>
    public DatasetFetcher()
        : this(Datasets.Find, new FetchPolicy())
    {
    }

    internal DatasetFetcher(Func<string, DatasetSource> find, FetchPolicy policy)
    {
        _find = find;
        _policy = policy;
    }

    /// <summary>Fetches a data set and waits for it; see <see cref="FetchAsync"/>.</summary>
    /// <param name="name">One of <see cref="Datasets.Names"/>.</param>
    /// <param name="dataDir">The data folder; see <see cref="DataFolder.Resolve"/> for the folder if null.</param>
    /// <param name="progress">Told after each piece, and of tries that failed.</param>
    /// <param name="cancellation">Ends the download; files that are whole stay.</param>
    public IReadOnlyList<FetchedFile> Fetch(string name, string? dataDir = null, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => FetchAsync(name, dataDir, progress, cancellation), cancellation).GetAwaiter().GetResult();

    /// <summary>
    /// Sees to it that all files of a data set lie, with the right checksum, in the folder of its name under the data folder.
    /// Files that are right are kept; missing and corrupt ones are downloaded, from the first mirror that has them. Of a data set
    /// that nobody publishes the files are checked alone.
    /// </summary>
    /// <param name="name">One of <see cref="Datasets.Names"/>.</param>
    /// <param name="dataDir">The data folder; see <see cref="DataFolder.Resolve"/> for the folder if null.</param>
    /// <param name="progress">Told after each piece, and of tries that failed; on the thread that downloads.</param>
    /// <param name="cancellation">Ends the download; files that are whole stay.</param>
    /// <returns>The files, in the order of the data set.</returns>
    /// <exception cref="AaeException">The name is not known, the folder cannot be written, or no mirror gave a file.</exception>
    public async Task<IReadOnlyList<FetchedFile>> FetchAsync(
        string name, string? dataDir = null, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default)
    {
        DatasetSource source = _find(name);
        if (source.Info.IsBuiltIn)
        {
            throw new AaeException($"{name} is built in; there is nothing to fetch");
        }

        string folder = Path.Combine(DataFolder.Resolve(dataDir), name);
        DatasetFiles files = source.Files ?? throw new AaeException($"{name} cannot be fetched into {folder}: {source.Info.HowToGet}");
        using var handler = new SocketsHttpHandler { ConnectTimeout = _policy.StallTimeout, MaxAutomaticRedirections = 5, UseProxy = _policy.UseProxy };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("aae");

        var fetched = new List<FetchedFile>();
        foreach (DatasetFile file in files.All)
        {
            int number = fetched.Count + 1;
            void Report(long received, long? total, string? message) =>
                progress?.Report(new FetchProgress(file.Name, number, files.All.Count, received, total, message));

            try
            {
                fetched.Add(await FetchFileAsync(client, source, file, folder, Report, cancellation).ConfigureAwait(false));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw FileFailure.Writing(Path.Combine(folder, files.NameOf(file)), e);
            }
        }

        return fetched;
    }

    private async Task<FetchedFile> FetchFileAsync(
        HttpClient client, DatasetSource source, DatasetFile file, string folder, Action<long, long?, string?> report, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        DatasetFiles files = source.Files!;
        string? present = files.Find(folder, file);
        if (present is not null)
        {
            if (FileChecksum.Compare(present, file, cancellation) is not { } mismatch)
            {
                return new FetchedFile(present, FetchOutcome.Kept);
            }

            if (source.Info.HowToGet is { } replace)
            {
                throw new AaeException($"{source.Info.Name}: {present} {mismatch.Problem}; {replace}");
            }

            report(0, null, $"{Path.GetFileName(present)} {mismatch.Problem}; it is downloaded anew");
        }
        else if (source.Info.HowToGet is not null)
        {
            throw DataFolder.Missing(source.Info, folder, files.NamesOf(file));
        }

        Directory.CreateDirectory(folder);
        string target = Path.Combine(folder, files.NameOf(file));
        string temporary = $"{target}.{Guid.NewGuid():N}.partial";
        try
        {
            await DownloadAsync(client, files, file, temporary, report, cancellation).ConfigureAwait(false);
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        if (present is not null && present != target)
        {
            File.Delete(present);
        }

        return new FetchedFile(target, present is null ? FetchOutcome.Downloaded : FetchOutcome.Replaced);
    }

    /// <summary>Tries the mirrors one after the other, each as often as its failures may pass.</summary>
    private async Task DownloadAsync(
        HttpClient client, DatasetFiles files, DatasetFile file, string temporary, Action<long, long?, string?> report, CancellationToken cancellation)
    {
        var failures = new List<string>();
        foreach (Uri mirror in files.Mirrors)
        {
            var address = new Uri(mirror, files.NameOf(file));
            for (int tries = 1; ; tries++)
            {
                try
                {
                    await TryAsync(client, address, file, temporary, report, cancellation).ConfigureAwait(false);
                    return;
                }
                catch (DownloadException e)
                {
                    bool again = e.MayPass && tries < _policy.Tries;
                    TimeSpan wait = again ? _policy.WaitAfter(tries) : TimeSpan.Zero;
                    report(0, null, $"{address} {e.Message}" + (again ? $"; trying again in {wait.TotalSeconds:0.###} s" : ""));
                    if (!again)
                    {
                        failures.Add($"{address} {e.Message}" + (tries > 1 ? $" ({tries} tries)" : ""));
                        break;
                    }

                    await Task.Delay(wait, cancellation).ConfigureAwait(false);
                }
            }
        }

        throw new AaeException($"{file.Name} could not be fetched: {string.Join("; ", failures)}");
    }

    private async Task TryAsync(
        HttpClient client, Uri address, DatasetFile file, string temporary, Action<long, long?, string?> report, CancellationToken cancellation)
    {
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            // Zipped bytes are hardly ever more than the unzipped ones; a mirror may also send those.
            long maxLength = file.Length + file.Length / 8 + 1024;
            await HttpDownload.CopyAsync(
                client, address, stream, maxLength, _policy.StallTimeout, (received, total) => report(received, total, null), cancellation).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }

        if (FileChecksum.Compare(temporary, file, cancellation) is { } mismatch)
        {
            throw new DownloadException($"sent a file that {mismatch.Problem}", mismatch.MayPass);
        }
    }
}
