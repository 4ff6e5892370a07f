using Aae.Core.Data.Digits;

namespace Aae.Core.Data;

/// <summary>The data sets that are known by name.</summary>
public static class Datasets
{
    private static readonly DatasetSource[] s_known =
    [
        new(
            new DatasetInfo
            {
                Name = "digits",
                Description = "handwritten-looking digits, drawn by the program from strokes; any number of them",
                Source = "built in",
                License = "as the program's",
                Sizes = new SplitSizes(10_000, 1_000, 1_000),
                Height = BuiltInDigits.Size,
                Width = BuiltInDigits.Size,
                Channels = 1,
                Classes = BuiltInDigits.Classes,
                IsBuiltIn = true,
                IsPresent = true,
            },
            Files: null,
            Load: null),
        new(
            new DatasetInfo
            {
                Name = "mnist",
                Description = "handwritten digits, centred by their mass; the last 10 000 of the training file are the validation split",
                Source = "Y. LeCun, C. Cortes, C. Burges, from NIST's special databases 1 and 3",
                License = "CC BY-SA 3.0",
                Sizes = new SplitSizes(50_000, 10_000, 10_000),
                Height = 28,
                Width = 28,
                Channels = 1,
                Classes = 10,
                IsBuiltIn = false,
            },
            new DatasetFiles(
                [
                    new DatasetFile("train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
                    new DatasetFile("train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
                    new DatasetFile("t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
                    new DatasetFile("t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
                ],
                [new Uri("https://storage.googleapis.com/cvdf-datasets/mnist/"), new Uri("https://ossci-datasets.s3.amazonaws.com/mnist/")]),
            IdxDataset.Load),
        new(
            new DatasetInfo
            {
                Name = "svhn",
                Description = "Street View House Numbers: digits in colour, cut out of photographs; the last 10 000 of the training file are the validation split",
                Source = "Y. Netzer, T. Wang, A. Coates, A. Bissacco, B. Wu, A. Ng (NIPS workshop on deep learning, 2011)",
                License = "for non-commercial use only",
                Sizes = new SplitSizes(63_257, 10_000, 26_032),
                Height = SvhnDataset.Size,
                Width = SvhnDataset.Size,
                Channels = SvhnDataset.Channels,
                Classes = SvhnDataset.Classes,
                IsBuiltIn = false,
            },
            new DatasetFiles(
                [
                    new DatasetFile("train_32x32.mat", 182_040_794, "435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8"),
                    new DatasetFile("test_32x32.mat", 64_275_384, "cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b"),
                ],
                [new Uri("http://ufldl.stanford.edu/housenumbers/")],
                Zipped: false),
            SvhnDataset.Load),
        new(
            new DatasetInfo
            {
                Name = "faces",
                Description = "FER-2013: grey faces by their expression, with the majority labels of FER+; the last 2000 of the training file are the validation split",
                Source = "a selection from FER-2013 (P.-L. Carrier and A. Courville, in Goodfellow et al. 2013), labels of FER+ (Barsoum et al. 2016)",
                License = "not stated with the selection; FER-2013 was published for a research challenge (ICML 2013)",
                // 2000: twice the images on which a Parzen window's width is chosen, with six sevenths left to learn from.
                Sizes = new SplitSizes(12_000, 2_000, 3_573),
                Height = 48,
                Width = 48,
                Channels = 1,
                Classes = 10,
                ClassNames = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "no face"],
                HowToGet = "no public mirror of this selection of FER-2013 is known; put its four IDX files, plain or .gz, into that folder",
                IsBuiltIn = false,
            },
            new DatasetFiles(
                [
                    new DatasetFile("train-images-idx3-ubyte", 32_256_016, "9e802edf1f476e035191888f0ec76c5358a7be9771555f197d91b296a2a549ec"),
                    new DatasetFile("train-labels-idx1-ubyte", 14_008, "97c2e68e153c79af5ab169ab52635d2b2a8534dc3bb6692a801fe7489d94605a"),
                    new DatasetFile("test-images-idx3-ubyte", 8_232_208, "84c17c5d1b0712585ab0910c6059644b61327e56a4c5abfb6245ded049e0ac71"),
                    new DatasetFile("test-labels-idx1-ubyte", 3_581, "245e585355f69f3c9eccc98b60bb9601e7fe0841de720c832e134fca79ee83fa"),
                ],
                Mirrors: []),
            IdxDataset.Load),
        new(
            new DatasetInfo
            {
                Name = "tfd",
                Description = "Toronto Face Dataset: grey faces; of the first official fold, with all images without a label among those to learn from",
                Source = "J. Susskind, A. Anderson, G. Hinton, University of Toronto (technical report UTML TR 2010-001)",
                License = "of its owners, by request; not public",
                Sizes = new SplitSizes(100_983, 418, 835),
                Height = 48,
                Width = 48,
                Channels = 1,
                Classes = 0,
                HowToGet = $"it is licensed and not public: ask its authors at the University of Toronto for {TfdDataset.FileName} and put it into that folder",
                IsBuiltIn = false,
            },
            Files: null,
            TfdDataset.Load,
            MatFile: TfdDataset.FileName),
    ];

    /// <summary>The names of all known data sets.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_known.Select(source => source.Info.Name)];

    /// <summary>What is known of a data set, and whether its files are there.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="dataDir">The data folder; see <see cref="DataFolder.Resolve"/> for the folder if null.</param>
    /// <exception cref="AaeException">The name is not known.</exception>
    public static DatasetInfo Info(string name, string? dataDir = null)
    {
        DatasetSource source = Find(name);
        if (source.Info.IsBuiltIn)
        {
            return source.Info;
        }

        string folder = Path.Combine(DataFolder.Resolve(dataDir), name);
        bool present = source.Files?.All.All(file => source.Files.Find(folder, file) is not null) ?? File.Exists(Path.Combine(folder, source.MatFile!));
        return source.Info with { Folder = folder, IsPresent = present };
    }

    /// <summary>What there is in data of one's own, which is read for it.</summary>
    /// <param name="path">The path of an .npy array, a .csv table, or a folder of IDX files.</param>
    /// <exception cref="AaeException">There is no such data, or a file is corrupt.</exception>
    public static DatasetInfo InfoOfOwn(string path)
    {
        Dataset data = Open(path);
        ImageSet images = data.Train;
        return new DatasetInfo
        {
            Name = path,
            Description = data.Scale is not null ? "vectors of one's own, each column scaled to [0, 1] for training" : "images of one's own",
            Source = Path.GetFullPath(path),
            License = "not known",
            Sizes = new SplitSizes(images.Count, data.Validation.Count, data.Test.Count),
            Height = images.Height,
            Width = images.Width,
            Channels = images.Channels,
            Classes = images.Classes,
            IsBuiltIn = false,
            IsPresent = true,
        };
    }

    /// <summary>Whether a name that is none of <see cref="Names"/> is a path that <see cref="Open"/> would try to read.</summary>
    public static bool IsOwn(string name) => !IsKnown(name) && (ArrayFile.IsName(name) || Directory.Exists(name));

    /// <summary>Opens a data set.</summary>
    /// <param name="name">
    /// One of <see cref="Names"/>, or the path of data of one's own: an .npy array of vectors [n, d] or of images in [0, 1],
    /// [n, height, width] or with colours [n, 3, height, width] or [n, height, width, 3], a .csv table with a header (a last column
    /// "label" holds classes), or a folder with the four IDX files under MNIST's names.
    /// </param>
    /// <param name="dataDir">The data folder; see <see cref="DataFolder.Resolve"/> for the folder if null.</param>
    /// <param name="sizes">
    /// Images in each split, the data set's own if null: of a folder the last sixth of the training file for validation, of one array
    /// or table a random tenth each for validation and test, always the same. Of a training file the first are the training and the
    /// last the validation split; of a test file the first are the test split.
    /// </param>
    /// <param name="seed">What built-in digits are drawn from; other data sets do not look at it.</param>
    /// <exception cref="AaeException">The name is not known, files are missing, or there are not so many images.</exception>
    /// <exception cref="Formats.InvalidFileException">A file is corrupt, or does not agree with another.</exception>
    public static Dataset Open(string name, string? dataDir = null, SplitSizes? sizes = null, ulong seed = 0)
    {
        sizes?.Validate(name);
        if (IsOwn(name))
        {
            return ArrayFile.IsName(name) ? ArrayDataset.Load(name, sizes) : IdxDataset.LoadFolder(name, Find("mnist").Files!, sizes);
        }

        DatasetSource source = Find(name);
        return source.Load is { } load
            ? load(source, Path.Combine(DataFolder.Resolve(dataDir), name), sizes)
            : DrawnDigits.Create(name, sizes ?? source.Info.Sizes, seed);
    }

    /// <summary>Whether a name is one of <see cref="Names"/>, and no path of data of one's own.</summary>
    internal static bool IsKnown(string name) => Names.Contains(name);

    /// <summary>The row of the table with a name.</summary>
    internal static DatasetSource Find(string name) =>
        Array.Find(s_known, source => source.Info.Name == name)
        ?? throw new AaeException(
            $"there is no data set \"{Formats.InputFile.OneLine(name)}\"; known are {string.Join(", ", Names)}, and a path of one's own: an .npy array, a .csv table, or a folder of IDX files");
}
