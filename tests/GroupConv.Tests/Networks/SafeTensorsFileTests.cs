using GroupConv.Networks;

namespace GroupConv.Tests.Networks;

/// <summary>Files that stay open while their tensors are read, and what is left of them afterwards.</summary>
public sealed class SafeTensorsFileTests : IDisposable
{
    private const string Header = """{"__metadata__":{"format":"pt"},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F16","shape":[1,2],"data_offsets":[4,8]}}""";

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"file-{Guid.NewGuid():N}.safetensors");

    public SafeTensorsFileTests()
    {
        File.WriteAllBytes(_path, SafeTensorsBytes.Of(Header, [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes((Half)2), .. BitConverter.GetBytes((Half)(-3))]));
    }

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Tensors_are_read_when_they_are_asked_for()
    {
        using SafeTensorsFile file = SafeTensors.Open(_path);

        file.Metadata.Should().Equal(new Dictionary<string, string> { ["format"] = "pt" });
        file.Shapes.Keys.Should().Equal("x", "y");
        file.Shapes["y"].Should().Equal(1, 2);
        file.Read("y").Values.ToArray().Should().Equal(2, -3);
        file.Read("x").Values.ToArray().Should().Equal(1.5f);
        file.ReadAll().Select(tensor => tensor.Name).Should().Equal("x", "y");
        file.Invoking(one => one.Read("z\u001b")).Should().Throw<KeyNotFoundException>().WithMessage("there is no tensor 'z\\u001B'");
    }

    [Fact]
    public void A_closed_file_is_not_read_and_what_was_read_stays()
    {
        SafeTensorsFile file = SafeTensors.Open(_path);
        ReadOnlySpan<float> values = file.Read("x").Values.Span;
        file.Dispose();
        file.Dispose();
        File.Delete(_path);

        values[0].Should().Be(1.5f);
        file.Invoking(one => one.Read("x")).Should().Throw<ObjectDisposedException>();
        file.Invoking(one => one.ReadAll()).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void A_file_that_others_shorten_is_an_exception()
    {
        StateDict loaded = SafeTensors.Load(_path);
        using SafeTensorsFile file = SafeTensors.Open(_path);
        using (FileStream stream = new(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            stream.SetLength(stream.Length - 2);

        file.Read("x").Values.Span[0].Should().Be(1.5f);
        file.Invoking(one => one.Read("y")).Should().Throw<SafeTensorsException>().WithMessage($"{_path}: the file became shorter while it was read");
        loaded["y"].Values.ToArray().Should().Equal(2, -3);
    }

    /// <summary>A mapping or an open file for each load would come to the system's limit.</summary>
    [Fact]
    public void Loads_leave_neither_mappings_nor_open_files()
    {
        const int Loads = 2000;
        for (int i = 0; i < Loads; i++)
            SafeTensors.Load(_path)["x"].Values.Span[0].Should().Be(1.5f);
        if (!OperatingSystem.IsLinux())
            return;
        File.ReadLines("/proc/self/maps").Count(line => line.Contains(_path, StringComparison.Ordinal)).Should().Be(0);
        Directory.EnumerateFiles("/proc/self/fd").Count(file => new FileInfo(file).LinkTarget == _path).Should().Be(0);
    }

    [Fact]
    public void Threads_read_the_same_file_at_once()
    {
        using SafeTensorsFile file = SafeTensors.Open(_path);
        Parallel.For(0, 200, i => file.Read(i % 2 == 0 ? "x" : "y").Values.Span[0].Should().Be(i % 2 == 0 ? 1.5f : 2));
    }
}
