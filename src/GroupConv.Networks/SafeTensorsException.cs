using GroupConv.Networks.Files;

namespace GroupConv.Networks;

/// <summary>A file is not of the safetensors format, or holds what this reader does not know. The message is one line.</summary>
public sealed class SafeTensorsException : Exception
{
    internal SafeTensorsException(string message, string? tensor = null, Exception? inner = null)
        : base(tensor is null ? message : $"tensor '{VisibleText.Short(tensor)}': {message}", inner)
    {
        TensorName = tensor;
    }

    internal SafeTensorsException(string path, SafeTensorsException inner)
        : base($"{VisibleText.Of(path)}: {inner.Message}", inner)
    {
        TensorName = inner.TensorName;
    }

    /// <summary>The tensor at which the error was found, or null where it is none of a single one.</summary>
    public string? TensorName { get; }
}
