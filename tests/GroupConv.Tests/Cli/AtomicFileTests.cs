using GroupConv.Cli;
using GroupConv.Cli.Files;

namespace GroupConv.Tests.Cli;

public sealed class AtomicFileTests : IDisposable
{
    private readonly CommandLine _cli = new();

    [Fact]
    public void WriteReplacesTheOldFile()
    {
        string path = _cli.Write("y", "old and longer");
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        File.ReadAllText(path).Should().Be("new");
        _cli.Files().Should().Equal("y");
    }

    [Fact]
    public void WriteThatFailsLeavesTheOldFileAndNothingElse()
    {
        string path = _cli.Write("y", "old");

        FluentActions.Invoking(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[200_000]);
            throw new OperationCanceledException();
        })).Should().Throw<OperationCanceledException>();

        File.ReadAllText(path).Should().Be("old");
        _cli.Files().Should().Equal("y");
    }

    [Fact]
    public void WritersStopBetweenChunks()
    {
        var cancelled = new CancellationToken(canceled: true);
        var tensor = new TensorData([1, 1, 1, 1], [1f]);
        foreach (TensorFormat format in Enum.GetValues<TensorFormat>())
            FluentActions.Invoking(() => TensorFormats.Write(_cli.Path("y"), format, tensor, cancelled)).Should().Throw<OperationCanceledException>();
        _cli.Files().Should().BeEmpty();
    }

    [Fact]
    public void ThrowIfUnwritableKnowsFoldersAndLeavesNothing()
    {
        AtomicFile.ThrowIfUnwritable(_cli.Path("y"));
        _cli.Files().Should().BeEmpty();
        string folder = Directory.CreateDirectory(_cli.Path("folder")).FullName;
        FluentActions.Invoking(() => AtomicFile.ThrowIfUnwritable(folder)).Should().Throw<UserErrorException>().WithMessage("*is a folder");
        FluentActions.Invoking(() => AtomicFile.ThrowIfUnwritable(_cli.Path("no/y"))).Should().Throw<UserErrorException>().WithMessage("*no such folder");
    }

    public void Dispose() => _cli.Dispose();
}
