using System.Globalization;
using System.Text.Json.Serialization;
using Aae.Core;
using Aae.Core.Formats;
using Aae.Core.Tensors;
using Aae.Models.Evaluation;
using Aae.Models.Priors;

namespace Aae.Models.Recipes;

/// <summary>A prior as a recipe writes it; "kind" tells which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(GaussianPriorRecipe), "gaussian")]
[JsonDerivedType(typeof(EmpiricalPriorRecipe), "empirical")]
[JsonDerivedType(typeof(CategoricalPriorRecipe), "categorical")]
[JsonDerivedType(typeof(MixturePriorRecipe), "mixture")]
[JsonDerivedType(typeof(SwissRollPriorRecipe), "swiss-roll")]
[JsonDerivedType(typeof(UniformPriorRecipe), "uniform")]
[JsonDerivedType(typeof(ChainPriorRecipe), "chain")]
[JsonDerivedType(typeof(GeneratorPriorRecipe), "generator")]
public abstract record PriorRecipe
{
    /// <summary>Makes the prior. A file that it needs is read when the first sample is drawn: a model that only encodes needs none.</summary>
    /// <param name="size">The number of dimensions of the part.</param>
    public abstract Prior Create(int size);

    /// <summary>Makes the prior of a part whose codes are distributions over classes.</summary>
    /// <param name="classes">The number of classes.</param>
    public virtual Prior CreateOfClasses(int classes) => Create(classes);

    /// <summary>Reads what the prior needs, if it needs anything, so that no run begins without it.</summary>
    /// <param name="size">The number of dimensions, or of classes.</param>
    /// <param name="ofClasses">Whether the samples must be distributions over classes.</param>
    /// <exception cref="AaeException">A file is missing or does not fit, or holds what is no distribution.</exception>
    internal virtual void RequireSamples(int size, bool ofClasses)
    {
    }
}

/// <summary>N(0, s²I).</summary>
public sealed record GaussianPriorRecipe : PriorRecipe
{
    /// <summary>The standard deviation s.</summary>
    public float Deviation { get; set; } = 1;

    /// <inheritdoc/>
    public override Prior Create(int size) => Prior.Gaussian(size, Deviation);
}

/// <summary>Samples read from a file.</summary>
public sealed record EmpiricalPriorRecipe : PriorRecipe
{
    private const double Tolerance = 1e-3; // rows may have been rounded

    /// <summary>
    /// An .npy file [samples, size]. A relative path is looked up from the current folder, then from the recipe file's, and kept
    /// whole in the run.
    /// </summary>
    public required string File { get; init; }

    /// <summary>"random", or "sequential": rows in the file's order, again from the beginning after the last.</summary>
    public string Order { get; set; } = "random";

    /// <inheritdoc/>
    public override Prior Create(int size) => new EmpiricalPrior(size, () => Read(size), Order == "sequential");

    /// <inheritdoc/>
    public override Prior CreateOfClasses(int classes) => new EmpiricalPrior(classes, () => ReadOfClasses(classes), Order == "sequential");

    internal override void RequireSamples(int size, bool ofClasses) => _ = ofClasses ? ReadOfClasses(size) : Read(size);

    private Tensor ReadOfClasses(int classes)
    {
        Tensor rows = Read(classes);
        for (int i = 0; i < rows.Shape.Rows; i++)
        {
            ReadOnlySpan<float> row = rows.Row(i);
            int negative = row.IndexOfAnyExceptInRange(0, float.MaxValue);
            if (negative >= 0)
            {
                throw NoDistribution(i, $"column {negative} is {row[negative].ToString(CultureInfo.InvariantCulture)}");
            }

            double sum = 0;
            foreach (float share in row)
            {
                sum += share;
            }

            if (Math.Abs(sum - 1) > Tolerance)
            {
                throw NoDistribution(i, $"its sum is {sum.ToString("G6", CultureInfo.InvariantCulture)}");
            }
        }

        return rows;
    }

    private AaeException NoDistribution(int row, string what) =>
        new($"{File}: row {row} is no distribution over classes, as {what}; allowed are numbers from 0 up with the sum 1");

    private Tensor Read(int size)
    {
        Tensor rows = Npy.Read(File);
        Samples.RequireFinite(rows, File);
        return rows.Shape.Rank == 2 && rows.Shape[0] > 0 && rows.Shape[1] == size
            ? rows
            : throw new AaeException($"{File}: an array {rows.Shape} cannot be the prior of a code with {size} dimensions; [samples, {size}] can");
    }
}

/// <summary>One-hot vectors, each class equally likely.</summary>
public sealed record CategoricalPriorRecipe : PriorRecipe
{
    /// <inheritdoc/>
    public override Prior Create(int size) => Prior.Categorical(size);
}

/// <summary>A swiss roll in the plane, an arc of it to each class.</summary>
public sealed record SwissRollPriorRecipe : PriorRecipe
{
    /// <summary>The number of classes.</summary>
    public int Classes { get; set; } = 10;

    /// <inheritdoc/>
    public override Prior Create(int size) => new SwissRollPrior(Classes);
}

/// <summary>Uniform on a box.</summary>
public sealed record UniformPriorRecipe : PriorRecipe
{
    /// <summary>The lower end of each dimension.</summary>
    public float Low { get; set; } = -1;

    /// <summary>The upper end of each dimension.</summary>
    public float High { get; set; } = 1;

    /// <inheritdoc/>
    public override Prior Create(int size) => new UniformPrior(size, Low, High);
}
