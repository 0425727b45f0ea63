using GroupConv.Networks;
using GroupConv.Onnx.Reading;
using GroupConv.Onnx.Schema;

namespace GroupConv.Onnx.Importing;

/// <summary>
/// A parsed model with all that an import needs, so that it can be imported again for inputs of other shapes. Nothing in it changes, and no
/// file is read twice.
/// </summary>
internal sealed class OnnxSource
{
    /// <param name="model">The file, parsed.</param>
    /// <param name="files">Where data is that is not in the file.</param>
    /// <param name="options">What the file leaves open.</param>
    /// <param name="name">The network's name; null for the graph's.</param>
    public OnnxSource(ModelProto model, ExternalData files, OnnxImportOptions options, string? name)
    {
        Model = model;
        External = new ExternalTensors(files);
        Name = name;
        var constants = new StateDict();
        foreach (WeightTensor constant in options.Constants)
            constants.Add(constant.Name, constant.Shape, constant.Values.ToArray());
        Options = options with { InputShapes = new Dictionary<string, TensorShape>(options.InputShapes), Constants = constants };
    }

    public ModelProto Model { get; }

    public ExternalTensors External { get; }

    /// <summary>A copy, which the caller cannot change.</summary>
    public OnnxImportOptions Options { get; }

    public string? Name { get; }

    /// <summary>Imports the model.</summary>
    /// <param name="shapes">The shape of each input; null for those that the file and the options name.</param>
    /// <exception cref="OnnxException">The model is damaged, or holds what this library does not run.</exception>
    /// <exception cref="ArgumentException">The options or shapes do not fit the model.</exception>
    public ImportedModel Import(IReadOnlyList<TensorShape>? shapes = null) => Importer.Import(this, shapes);
}
