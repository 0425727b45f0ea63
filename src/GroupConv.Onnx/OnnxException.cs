using GroupConv.Networks.Files;

namespace GroupConv.Onnx;

/// <summary>
/// A model cannot be read: the file is damaged, or holds what this library does not run. The message is one line and names the node or
/// tensor. It is the only exception that the contents of a model raise.
/// </summary>
public sealed class OnnxException : Exception
{
    private const int MostChars = 4000;

    /// <summary>An exception with a message.</summary>
    /// <param name="message">What is wrong, and where.</param>
    public OnnxException(string message) : this(message, innerException: null)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    /// <param name="message">What is wrong, and where.</param>
    /// <param name="innerException">What was thrown inside.</param>
    public OnnxException(string message, Exception? innerException) : base(message is null ? null : Line(message), innerException)
    {
    }

    /// <summary>Names in files have any characters and any length.</summary>
    private static string Line(string message) => VisibleText.Short(message.ReplaceLineEndings(" "), MostChars);
}
