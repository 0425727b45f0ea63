using System.Runtime.Versioning;
using System.Text;
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

    [UnixTheory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)]
    [UnsupportedOSPlatform("windows")]
    public void WriteKeepsTheOldFilesMode(UnixFileMode mode)
    {
        string path = _cli.Write("y", "old");
        File.SetUnixFileMode(path, mode);

        AtomicFile.Write(path, stream => File.GetUnixFileMode(((FileStream)stream).SafeFileHandle).Should().Be(mode, "it is so from the start"));

        File.GetUnixFileMode(path).Should().Be(mode);
    }

    [UnixTheory]
    [InlineData("a.npy")]
    [InlineData("folder/a.npy")]
    [InlineData("../real/a.npy")]
    [InlineData("up/a.npy")]
    public void WriteFollowsLinksAsTheSystemDoes(string target)
    {
        string real = Directory.CreateDirectory(_cli.Path("far/real")).FullName;
        Directory.CreateDirectory(Path.Combine(real, "folder"));
        File.CreateSymbolicLink(Path.Combine(real, "up"), "folder/..");
        // The folder is a link too, so that ".." is not the folder before it in the path.
        Directory.CreateSymbolicLink(_cli.Path("near"), real);
        string link = _cli.Path("near/y.npy");
        File.CreateSymbolicLink(link, "z.npy");
        File.CreateSymbolicLink(_cli.Path("near/z.npy"), target);

        foreach (string contents in (string[])["made", "replaced"])
        {
            AtomicFile.ThrowIfUnwritable(link);
            AtomicFile.Write(link, stream => stream.Write(Encoding.ASCII.GetBytes(contents)));
            File.ReadAllText(link).Should().Be(contents);
        }

        new FileInfo(link).LinkTarget.Should().Be("z.npy");
        _cli.Files().Should().BeEmpty();
    }

    [UnixTheory]
    [InlineData("loop", "too many levels of symbolic links")]
    [InlineData("/dev/null", "it is a device")]
    [InlineData("no/y", "no such folder")]
    public void WriteRefusesLinksThatLeadNowhere(string target, string complaint)
    {
        string link = _cli.Path("loop");
        File.CreateSymbolicLink(link, target);
        foreach (Action write in (Action[])[() => AtomicFile.ThrowIfUnwritable(link), () => AtomicFile.Write(link, _ => { })])
            write.Should().Throw<UserErrorException>().WithMessage($"cannot write {link}: {complaint}");
        _cli.Files().Should().Equal("loop");
    }

    [Fact]
    public void TheNameMayBeAsLongAsTheFileSystemAllows()
    {
        string longest = new('y', 255);
        AtomicFile.Write(_cli.Path(longest), stream => stream.Write("new"u8));
        _cli.Files().Should().Equal(longest);
        FluentActions.Invoking(() => AtomicFile.ThrowIfUnwritable(_cli.Path(longest + "y"))).Should().Throw<UserErrorException>()
            .WithMessage("*the name is too long");
    }

    public void Dispose() => _cli.Dispose();
}
