using Aae.Autograd.Tapes;
using Aae.Core.Tensors;
using Aae.Core.Threading;
using Aae.Kernels.Optimizers;
using Aae.Models.Variants;

namespace Aae.Models.Training;

/// <summary>
/// The averages of a model's weights over the steps of its run, a ← d·a + (1 − d)·w, which as a rule do better than the weights of
/// the last step alone (Polyak and Juditsky 1992). After step t, d is at most t/(t + 9): so a run's first steps are soon forgotten,
/// and the averages of what learns from the beginning are of use from the first epoch on. They take part in no training step, but in all that is done with the model:
/// encoder, decoder and a generator of codes, with the running statistics of their batch norm. Discriminators have none, as nobody uses them afterwards.
/// </summary>
internal sealed class WeightAverage
{
    private readonly Parameter[] _parameters;
    private readonly (string Name, Tensor Weight, Tensor Average)[] _tensors;
    private readonly double _decay;

    /// <summary>Begins with the weights as they are.</summary>
    /// <param name="model">The model in training.</param>
    /// <param name="decay">The largest d, 0 ≤ d &lt; 1.</param>
    public WeightAverage(AdversarialAutoencoder model, double decay)
    {
        _decay = decay;
        _parameters = [.. model.Lasting.SelectMany(network => network.Parameters)];
        _tensors =
        [
            .. AdversarialAutoencoder.TensorsOf([.. model.Lasting]).Select(weight => (weight.Key, weight.Value, new Tensor(weight.Value.Shape))),
        ];
        Restart();
    }

    /// <summary>The averages, by the names of the weights.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Tensors => _tensors.Select(tensor => KeyValuePair.Create(tensor.Name, tensor.Average));

    /// <summary>Begins again with the weights as they are.</summary>
    public void Restart()
    {
        foreach ((_, Tensor weight, Tensor average) in _tensors)
        {
            average.CopyFrom(weight);
        }
    }

    /// <summary>Follows the weights after a step. Allocates nothing.</summary>
    /// <param name="step">The steps before it in the run.</param>
    /// <param name="team">The threads to work with.</param>
    public unsafe void Update(ulong step, WorkerTeam team)
    {
        double decay = Math.Min(_decay, (step + 1.0) / (step + 10.0));
        foreach ((_, Tensor weight, Tensor average) in _tensors)
        {
            AverageKernel.Update(average.Pointer, weight.Pointer, weight.Shape.Count, decay, team);
        }
    }

    /// <summary>Lets the model and the averages change places; a second call changes them back.</summary>
    public void Exchange()
    {
        foreach ((_, Tensor weight, Tensor average) in _tensors)
        {
            Span<float> w = weight.Span;
            Span<float> a = average.Span;
            for (int i = 0; i < w.Length; i++)
            {
                (w[i], a[i]) = (a[i], w[i]);
            }
        }

        foreach (Parameter parameter in _parameters)
        {
            parameter.Version++;
        }
    }
}
