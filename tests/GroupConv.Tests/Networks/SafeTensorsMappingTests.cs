using System.Runtime.CompilerServices;
using GroupConv.Networks;

namespace GroupConv.Tests.Networks;

/// <summary>The life of a mapped file.</summary>
public sealed class SafeTensorsMappingTests : IDisposable
{
    private const string Header = """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""";

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"mapping-{Guid.NewGuid():N}.safetensors");

    public SafeTensorsMappingTests()
    {
        File.WriteAllBytes(_path, SafeTensorsBytes.Of(Header + new string(' ', 3 - (Header.Length + 3) % 4), [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(2.5f)]));
    }

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void One_tensor_keeps_the_file_mapped()
    {
        ReadOnlyMemory<float> values = ValuesOf("y");
        Collect();
        values.Span[0].Should().Be(2.5f);
        if (OperatingSystem.IsLinux())
            IsMapped().Should().BeTrue();
        GC.KeepAlive(values);
    }

    [Fact]
    public void Pinned_values_are_those_of_the_span()
    {
        ReadOnlyMemory<float> values = ValuesOf("y");
        using var pinned = values.Pin();
        unsafe
        {
            (*(float*)pinned.Pointer).Should().Be(2.5f);
        }
    }

    [Fact]
    public void A_file_that_nobody_uses_is_unmapped()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Use(TimeSpan.Zero);
        Collect();
        IsMapped().Should().BeFalse();
    }

    [Fact]
    public void It_stays_mapped_for_a_while_since_a_span_may_be_left()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Use(TimeSpan.FromSeconds(1));
        Collect();
        IsMapped().Should().BeTrue();
        Thread.Sleep(TimeSpan.FromSeconds(1.2));
        Collect();
        IsMapped().Should().BeFalse();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlyMemory<float> ValuesOf(string name) => SafeTensors.Load(_path, TimeSpan.Zero)[name].Values;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Use(TimeSpan grace)
    {
        SafeTensors.Load(_path, grace)["x"].Values.Span[0].Should().Be(1.5f);
        IsMapped().Should().BeTrue();
    }

    private bool IsMapped() => File.ReadLines("/proc/self/maps").Any(line => line.EndsWith(_path, StringComparison.Ordinal));

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
