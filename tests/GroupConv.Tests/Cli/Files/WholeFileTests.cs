using System.Diagnostics;
using System.IO.Pipes;
using GroupConv.Networks;
using GroupConv.Networks.Files;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Cli.Files;

/// <summary>Writing a file whole or not at all: what is replaced, what never is, and what is left behind.</summary>
public sealed class WholeFileTests : IDisposable
{
    private readonly CommandLine _cli = new();

    [Fact]
    public void Deleting_all_takes_a_half_written_file_away_and_it_never_gets_its_name()
    {
        string path = _cli.Write("y", "old");
        var pending = new PendingFiles();

        FluentActions.Invoking(() => WholeFile.Write(path, stream =>
        {
            stream.Write(new byte[200_000]);
            _cli.Files().Should().HaveCount(2);
            pending.DeleteAll();
            _cli.Files().Should().Equal("y");
        }, pending)).Should().Throw<OperationCanceledException>();

        File.ReadAllText(path).Should().Be("old");
        FluentActions.Invoking(() => WholeFile.Write(path, _ => { }, pending)).Should().Throw<OperationCanceledException>();
        _cli.Files().Should().Equal("y");
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_by_the_next_to_write_the_same_file()
    {
        string path = _cli.Write("y", "old"), other = _cli.Write("z", "old");
        string othersFile = PendingFiles.NameFor(other);
        File.WriteAllText(othersFile, "half");
        using (Process child = ChildProcess.Begin(ChildProgram.HangInWrite, [path]))
        {
            child.StandardOutput.ReadLine().Should().Be(ChildProgram.IsWriting);
            _cli.Files().Should().HaveCount(4);
            child.Kill();
            child.WaitForExit();
        }

        _cli.Files().Should().HaveCount(4, "a process that is killed cannot clean up");
        WholeFile.Write(path, stream => stream.Write("new"u8));

        File.ReadAllText(path).Should().Be("new");
        _cli.Files().Should().BeEquivalentTo(["y", "z", Path.GetFileName(othersFile)]);
    }

    [Fact]
    public void One_who_writes_the_same_file_at_the_same_time_is_not_harmed()
    {
        string path = _cli.Path("y");

        WholeFile.Write(path, slow =>
        {
            slow.Write("slow"u8);
            WholeFile.Write(path, quick => quick.Write("quick"u8));
            File.ReadAllText(path).Should().Be("quick");
        });

        File.ReadAllText(path).Should().Be("slow", "the last to finish wins, whole");
        _cli.Files().Should().Equal("y");
    }

    [Fact]
    public void Many_write_the_same_file_and_all_succeed()
    {
        string path = _cli.Path("y");
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            WholeFile.Write(path, stream => stream.Write(Enumerable.Repeat((byte)('a' + i % 26), 20_000).ToArray())));

        string text = File.ReadAllText(path);
        text.Should().HaveLength(20_000).And.Be(new string(text[0], 20_000));
        _cli.Files().Should().Equal("y");
    }

    [UnixFact]
    public void Pipes_sockets_devices_and_folders_are_not_replaced()
    {
        string pipe = UnixFiles.Pipe(_cli.Path("pipe")), socket = UnixFiles.Socket(_cli.Path("socket")), folder = Directory.CreateDirectory(_cli.Path("folder")).FullName;
        string link = _cli.Path("link");
        File.CreateSymbolicLink(link, pipe);
        foreach ((string path, string kind) in ((string, string)[])
            [(pipe, "a pipe"), (link, "a pipe"), (socket, "a socket"), (folder, "a folder"), ("/dev/null", "a device"), ("/dev/none", "a device")])
        {
            foreach (Action write in (Action[])[() => SafeTensors.Save(path, []), () => WholeFile.ThrowIfUnwritable(path)])
                write.Should().Throw<IOException>().WithMessage($"{path} is {kind}, not a file");
        }

        SpecialFile.KindOf(pipe).Should().Be("a pipe");
        SpecialFile.KindOf(socket).Should().Be("a socket");
        SpecialFile.KindOf("/dev/null").Should().Be("a device");
        SpecialFile.KindOf(folder).Should().BeNull();
        _cli.Files().Should().Equal("link", "pipe", "socket");
    }

    /// <summary>A link to something that has no name of its own, which <c>/dev/stdout</c> is in front of a pipe.</summary>
    [UnixFact]
    public void A_pipe_without_a_name_is_neither_read_nor_written()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        string name = $"/proc/self/fd/{pipe.SafePipeHandle.DangerousGetHandle()}";
        foreach (Action act in (Action[])[() => SafeTensors.Save(name, []), () => SafeTensors.Load(name)])
            act.Should().Throw<IOException>().WithMessage($"{name} is a pipe or a socket, not a file");
    }

    [Fact]
    public void Empty_files_are_files()
    {
        string path = _cli.Write("y", "");
        SpecialFile.KindOf(path).Should().BeNull();
        using (new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None))
            SpecialFile.KindOf(path).Should().BeNull("a lock does not make it special");
        SafeTensors.Save(path, []);
        SafeTensors.Load(path).Should().BeEmpty();
    }

    [UnixFact]
    public void Links_are_followed_as_the_system_does()
    {
        // The folder is a link too, so that ".." is not the folder before it in the path.
        string real = Directory.CreateDirectory(_cli.Path("far/real")).FullName;
        Directory.CreateSymbolicLink(_cli.Path("near"), real);
        string link = _cli.Path("near/y.safetensors");
        File.CreateSymbolicLink(link, "../weights.safetensors");

        SafeTensors.Save(link, []);

        File.Exists(_cli.Path("far/weights.safetensors")).Should().BeTrue();
        new FileInfo(link).LinkTarget.Should().Be("../weights.safetensors");
        SafeTensors.Load(link).Should().BeEmpty();
        _cli.Files().Should().BeEmpty();
    }

    public void Dispose() => _cli.Dispose();
}
