using System.Diagnostics;
using System.Text;
using GroupConv.Cli.Files;
using GroupConv.Tests.Support;
using Xunit.Abstractions;

namespace GroupConv.Tests.Cli.Fuzzing;

/// <summary>
/// The readers of files against a mutation fuzzer: a file is read, and then reads the same when it is written again, or it is refused with
/// <see cref="InvalidFileException"/>; in bounded memory either way. The time of the slowest file is reported, not asserted.
/// </summary>
public class FuzzTests(ITestOutputHelper output)
{
    private const int Seed = 1;

    // An exception with its trace, the reader's own buffers, and what is written to read it again.
    private const long BytesForAnyFile = 64 * 1024;
    private const long BytesForEachOfItsBytes = 256;

    private static int Inputs => LongRun.IsAsked ? 1_000_000 : 20_000;

    [Fact]
    public void Npy_files_are_read_or_refused() => Run(FuzzTarget.Npy);

    [Fact]
    public void Pictures_are_read_or_refused() => Run(FuzzTarget.Pnm);

    [Fact]
    public void Layer_files_are_read_or_refused() => Run(FuzzTarget.Layers);

    /// <summary>The tests above say nothing of a reader that the fuzzer never gets past the first check of.</summary>
    private void Run(FuzzTarget target)
    {
        target.Seeds.Should().AllSatisfy(seed => target.Check(seed));
        var mutator = new Mutator(target.Seeds, target.Dictionary, target.Repair);
        var reasons = new HashSet<string>();
        int read = 0;
        (long mostBytes, TimeSpan mostTime) = (0, TimeSpan.Zero);
        long start = Stopwatch.GetTimestamp();
        for (int input = 0; input < Inputs; input++)
        {
            byte[] file = mutator.Next(new Random(HashCode(input)));
            long before = GC.GetAllocatedBytesForCurrentThread(), began = Stopwatch.GetTimestamp();
            string? reason = ReasonOf(target, file, input);
            TimeSpan time = Stopwatch.GetElapsedTime(began);
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            if (bytes > BytesForAnyFile + BytesForEachOfItsBytes * file.Length)
                Assert.Fail($"took {bytes} bytes for {Shown(input, file)}");
            (mostBytes, mostTime) = (Math.Max(mostBytes, bytes), time > mostTime ? time : mostTime);
            read += reason is null ? 1 : 0;
            if (reason is not null)
                reasons.Add(KindOf(reason));
        }

        output.WriteLine($"{Inputs} files in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s: {read} read, the others refused for {reasons.Count} kinds of "
            + $"reasons; at most {mostBytes} bytes and {mostTime.TotalMilliseconds:0.0} ms for one");
        read.Should().BeGreaterThan(Inputs / 100).And.BeLessThan(Inputs);
        reasons.Count.Should().BeGreaterThan(8, "files should come past the first checks");
    }

    /// <summary>Null for a file that was read.</summary>
    private static string? ReasonOf(FuzzTarget target, byte[] file, int input)
    {
        try
        {
            target.Check(file);
            return null;
        }
        catch (InvalidFileException error) when (!error.Message.AsSpan().ContainsAny('\n', '\r') && error.Path == "x")
        {
            return error.Reason;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{error.GetType().Name}, {error.Message}, for {Shown(input, file)}", error);
        }
    }

    private static int HashCode(int input) => unchecked(Seed * 1_000_003 + input);

    private static string Shown(int input, byte[] file) => $"input {input} of seed {Seed}, {file.Length} bytes in hexadecimal: {Convert.ToHexString(file)}";

    /// <summary>The words of a reason, without what it quotes.</summary>
    private static string KindOf(string reason)
    {
        var words = new StringBuilder();
        foreach (string word in reason.Split(' ').Where(word => word.Length > 1 && word.All(char.IsAsciiLetter)).Take(6))
            words.Append(word).Append(' ');
        return words.ToString();
    }
}
