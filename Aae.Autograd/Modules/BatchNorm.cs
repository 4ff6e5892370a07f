using Aae.Autograd.Ops;
using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Kernels.Elementwise;

namespace Aae.Autograd.Modules;

/// <summary>
/// Batch normalization of each feature, then an activation function: y = f(γ·x̂ + β) (Ioffe and Szegedy 2015). γ starts at one,
/// β at zero.
/// </summary>
/// <remarks>
/// While training, x̂ is x normalized by its batch; at evaluation, by the running averages of mean and variance, which are
/// buffers of the module. A forward pass renews them only on a tape that <see cref="Tape.RenewsStatistics"/>: one training step
/// passes the same minibatch through an encoder several times, and they are to follow one of these passes.
/// </remarks>
public sealed class BatchNorm : Module
{
    private readonly Activation _activation;

    /// <summary>Creates the layer, everything still zero: see <see cref="Module.Initialize"/>.</summary>
    /// <param name="name">Its full name, as "encoder.hidden1.norm".</param>
    /// <param name="features">The number of inputs and outputs.</param>
    /// <param name="activation">f.</param>
    public BatchNorm(string name, int features, Activation activation = default)
        : base(name)
    {
        _activation = activation;
        var shape = new Shape(features);
        Gamma = Register(new Parameter($"{name}.gamma", shape), Initializer.One);
        Beta = Register(new Parameter($"{name}.beta", shape), Initializer.Zero);
        Mean = RegisterBuffer($"{name}.mean", new Tensor(shape), 0);
        Variance = RegisterBuffer($"{name}.variance", new Tensor(shape), 1);
    }

    /// <summary>γ [features].</summary>
    public Parameter Gamma { get; }

    /// <summary>β [features].</summary>
    public Parameter Beta { get; }

    /// <summary>The running average of the batches' means [features].</summary>
    public Tensor Mean { get; }

    /// <summary>The running average of the batches' unbiased variances [features].</summary>
    public Tensor Variance { get; }

    /// <inheritdoc/>
    public override Variable Apply(Tape tape, Variable x) => tape.BatchNorm(x, Gamma, Beta, Mean, Variance, _activation);
}
