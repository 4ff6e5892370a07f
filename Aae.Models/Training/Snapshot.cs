using Aae.Core.Tensors;

namespace Aae.Models.Training;

/// <summary>
/// A copy of a training's state, to be written while the training goes on. Its memory is taken once and used for every checkpoint.
/// </summary>
internal sealed class Snapshot
{
    private readonly TrainingState _state;
    private readonly IReadOnlyDictionary<string, string> _about;
    private readonly KeyValuePair<string, Tensor>[] _tensors;

    /// <summary>Takes the memory.</summary>
    /// <param name="state">The state.</param>
    /// <param name="about">What a checkpoint says beside the state.</param>
    public Snapshot(TrainingState state, IReadOnlyDictionary<string, string> about)
    {
        _state = state;
        _about = about;
        _tensors = [.. state.Tensors.Select(tensor => KeyValuePair.Create(tensor.Key, new Tensor(tensor.Value.Shape)))];
    }

    /// <summary>The state's tensors.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Tensors => _tensors;

    /// <summary>The model's tensors alone, the averages in the place of what they are averages of.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> FinishedModel
    {
        get
        {
            Dictionary<string, Tensor> all = new(_tensors);
            return _state.Model.Tensors.Select(own => KeyValuePair.Create(
                own.Key, all.GetValueOrDefault($"{ParameterFile.AveragePrefix}{own.Key}") ?? all[own.Key]));
        }
    }

    /// <summary>What a checkpoint says, and the state's numbers.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    /// <summary>Steps done when the copy was taken.</summary>
    public ulong Step { get; private set; }

    /// <summary>Copies the state.</summary>
    public void Take()
    {
        for (int i = 0; i < _tensors.Length; i++)
        {
            _tensors[i].Value.CopyFrom(_state.Tensors[i].Value);
        }

        var metadata = new Dictionary<string, string>(_about);
        foreach (StateNumber number in _state.Numbers)
        {
            metadata.Add(number.Name, number.Text);
        }

        Metadata = metadata;
        Step = _state.Position.Step;
    }
}
