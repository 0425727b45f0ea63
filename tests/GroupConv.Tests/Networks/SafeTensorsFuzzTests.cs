using GroupConv.Networks;
using GroupConv.Tests.Cli.Fuzzing;
using GroupConv.Tests.Support;
using Xunit.Abstractions;

namespace GroupConv.Tests.Networks;

/// <summary>
/// Damaged safetensors files are read, and then are the same when they are written again, or they are refused with the reader's one
/// exception; in bounded memory either way.
/// </summary>
public sealed class SafeTensorsFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 1;
    private const int FilesEvery = 200; // the others are read from memory, by the same code but for the mapping

    // An exception with its trace, sets and lists of the header's reader, and values: no more than 4 bytes for each of the file's.
    private const long BytesForAnyFile = 64 * 1024;
    private const long BytesForEachOfItsBytes = 256;

    private static readonly byte[][] Seeds =
    [
        SafeTensorsBytes.Of("""{"a.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F32","shape":[],"data_offsets":[24,28]}}""", 28),
        SafeTensorsBytes.Of("""{"__metadata__":{"format":"pt","x":"\u00e9"},"t":{"data_offsets":[2,18],"shape":[2],"dtype":"I64"},"u":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}  """, 18),
        SafeTensorsBytes.Of("""{"z":{"dtype":"BF16","shape":[0,7],"data_offsets":[0,0]},"y":{"dtype":"U8","shape":[1,1,3],"data_offsets":[0,3]}}""", 3),
        SafeTensorsBytes.Of("{}", 0),
    ];

    private static readonly string[] Dictionary =
    [
        "\"dtype\":\"F32\"", "\"F64\"", "\"BOOL\"", "\"F8_E5M2\"", "\"shape\":[", "\"data_offsets\":[0,", "\"__metadata__\":{", "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000",
        "\\ud800", "null", "true", " ", "\n", "[0,2147483647,2147483647]", "[65536,65536,65536,65536]", "[0,9223372036854775807]", "{}", "\u00ef\u00bb\u00bf", "\u00c3",
    ];

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"fuzz-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        int inputs = LongRun.IsAsked ? 1_000_000 : 20_000, read = 0;
        var reasons = new HashSet<string>();
        var mutator = new Mutator(Seeds, Dictionary, SafeTensorsBytes.Repair);
        Seeds.Should().AllSatisfy(seed => ReasonOf(seed, 0).Should().BeNull());
        for (int input = 0; input < inputs; input++)
        {
            byte[] file = mutator.Next(new Random(unchecked(Seed * 1_000_003 + input)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            string? reason = ReasonOf(file, input);
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            if (bytes > BytesForAnyFile + BytesForEachOfItsBytes * file.Length)
                Assert.Fail($"took {bytes} bytes for {Shown(input, file)}");
            read += reason is null ? 1 : 0;
            if (reason is not null)
                reasons.Add(KindOf(reason));
        }

        output.WriteLine($"{inputs} files: {read} read, the others refused for {reasons.Count} kinds of reasons");
        read.Should().BeGreaterThan(inputs / 100).And.BeLessThan(inputs);
        reasons.Count.Should().BeGreaterThan(20, "files should come past the first checks");
    }

    /// <summary>Null for a file that was read.</summary>
    private string? ReasonOf(byte[] file, int input)
    {
        try
        {
            if (input % FilesEvery == 0)
                ReadFromDisk(file);
            else
                _ = SafeTensors.Parse(file);
            return null;
        }
        catch (SafeTensorsException error) when (!error.Message.AsSpan().ContainsAny('\n', '\r'))
        {
            return error.Message;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{error.GetType().Name}, {error.Message}, for {Shown(input, file)}", error);
        }
    }

    private void ReadFromDisk(byte[] file)
    {
        File.WriteAllBytes(_path, file);
        StateDict tensors = SafeTensors.Load(_path);
        RequireSame(tensors, SafeTensors.Parse(file));
        SafeTensors.Save(_path, tensors);
        RequireSame(tensors, SafeTensors.Load(_path));
    }

    private static void RequireSame(StateDict tensors, StateDict others)
    {
        bool same = tensors.Count == others.Count && tensors.All(tensor => others.TryGet(tensor.Name, out WeightTensor? other)
            && other.Shape.Equals(tensor.Shape) && SafeTensorsBytes.BitsOf(other.Values.Span).SequenceEqual(SafeTensorsBytes.BitsOf(tensor.Values.Span)));
        if (!same)
            throw new InvalidOperationException("the tensors differ when they are read again");
    }

    /// <summary>The words of a reason, without what it quotes.</summary>
    private static string KindOf(string reason) =>
        string.Join(' ', reason.Split(' ').Where(word => word.Length > 1 && word.All(char.IsAsciiLetter)).Take(8));

    private static string Shown(int input, byte[] file) => $"input {input} of seed {Seed}, {file.Length} bytes in hexadecimal: {Convert.ToHexString(file)}";
}
