namespace GroupConv.Onnx;

/// <summary>
/// A model cannot be read: the file is damaged, or holds what this library does not run. The message is one line and names the node or
/// tensor. It is the only exception that the contents of a model raise.
/// </summary>
public sealed class OnnxException : Exception
{
    /// <summary>An exception with a message.</summary>
    /// <param name="message">What is wrong, and where.</param>
    public OnnxException(string message) : this(message, innerException: null)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    /// <param name="message">What is wrong, and where.</param>
    /// <param name="innerException">What was thrown inside.</param>
    public OnnxException(string message, Exception? innerException) : base(message?.ReplaceLineEndings(" "), innerException)
    {
        // Names in damaged files have any characters, line ends among them.
    }
}
