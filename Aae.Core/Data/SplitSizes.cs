namespace Aae.Core.Data;

/// <summary>How many images each split of a data set has.</summary>
/// <param name="Train">Images to learn from, 1 or more.</param>
/// <param name="Validation">Images to choose settings by, 0 or more.</param>
/// <param name="Test">Images to report results on, 0 or more.</param>
public readonly record struct SplitSizes(int Train, int Validation, int Test)
{
    /// <summary>Checks the ranges.</summary>
    /// <exception cref="AaeException">A size is out of range.</exception>
    internal void Validate(string dataset)
    {
        if (Train < 1 || Validation < 0 || Test < 0)
        {
            throw new AaeException($"{dataset}: a data set has 1 or more training, 0 or more validation and test images, not {Train}, {Validation} and {Test}");
        }
    }
}
