namespace Aae.Autograd.Ops;

/// <summary>A distribution of noise, of mean 0 in each dimension.</summary>
public enum NoiseLaw
{
    /// <summary>N(0, 1).</summary>
    Gaussian,

    /// <summary>Uniform on [−1, 1).</summary>
    Uniform,
}
