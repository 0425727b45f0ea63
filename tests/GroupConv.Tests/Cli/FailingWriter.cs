using System.Text;

namespace GroupConv.Tests.Cli;

/// <summary>A full disk, a closed descriptor, or whatever else throws on every write.</summary>
internal sealed class FailingWriter(Exception failure) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => throw failure;
}
