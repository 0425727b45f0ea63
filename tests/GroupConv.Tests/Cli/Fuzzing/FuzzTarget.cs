using System.Text;
using GroupConv.Cli.Files;

namespace GroupConv.Tests.Cli.Fuzzing;

/// <summary>A reader of files with what the fuzzer needs to know of it.</summary>
/// <param name="Seeds">Whole files.</param>
/// <param name="Dictionary">Pieces of such files.</param>
/// <param name="Repair">For <see cref="Mutator"/>.</param>
/// <param name="Check">Reads a file and throws if what was read is not what writing and reading it again gives.</param>
internal sealed record FuzzTarget(IReadOnlyList<byte[]> Seeds, IReadOnlyList<string> Dictionary, Action<List<byte>>? Repair, Action<byte[]> Check)
{
    private const string Header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3), }";
    private const float HalfStep = 0.5f / 255 + 1e-6f; // a picture is written with 8 bits

    public static FuzzTarget Npy { get; } = new(
        [
            NpyBytes(1, Header, 24),
            NpyBytes(2, Header, 24),
            NpyBytes(3, "{\"shape\":(0,2147483647),'fortran_order':False,\"descr\":\"<f4\"}", 0),
            NpyBytes(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (), }\n", 4),
            NpyBytes(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n", 12),
        ],
        ["'descr': '<f4'", "'>f8'", "'fortran_order': True", "'shape': (", "False", "(", ")", ",", "{", "}", "'", "\"", "\n", "\0", "\u0093NUMPY\u0001\0",
            "(1000000, 1000000)", "(1000000000000,)", "(0, 2147483647, 2147483647, 2147483647)"],
        RepairNpy,
        CheckNpy);

    public static FuzzTarget Pnm { get; } = new(
        [
            Ascii("P2 3 2 9 1 2 3 4 5 6\n"),
            Ascii("P3 1 2 99 1 2 3 4 5 6 # end\n"),
            Ascii("P5 # comment\n3 2\n255\nabcdef"),
            Ascii("P6 1 1 65535 abcdef"),
            Ascii("P5 2 2 7 \u0001\u0007\u0000\u0003"),
        ],
        ["P2", "P3", "P5", "P6", "P1", "#", "# comment\n", "\n", " ", "\t", "\0", " 1000000 1000000 ", " 2147483647 2147483647 255 ", " 0 0 0 "],
        Repair: null,
        CheckPnm);

    public static FuzzTarget Layers { get; } = new(
        [
            Ascii(LayerFile.Header + "\na,1,4,5,5,4,3,3,1,1,1,1,1,1,1,1,2\nb,1,4,5,5,4,3,3,1,1,1,1,1,1,1,1,2\n"),
            Ascii(LayerFile.Header + "\r\nlast,8,960,7,7,960,5,5,2,2,2,2,2,2,1,1,960"),
            [.. Encoding.UTF8.GetBytes("\uFEFF" + LayerFile.Header + "\n\nö,0,6,9,8,12,3,5,1,2,1,2,0,3,1,1,3\n")],
        ],
        [LayerFile.Header, "\n", "\r\n", "\r", ",", ",,", "\u00ef\u00bb\u00bf", "\0", " ", "\"", ",1000000000000,", ",2147483647,2147483647,", "\u00c3"],
        Repair: null,
        CheckLayers);

    /// <summary>The header's length, up to the last brace.</summary>
    private static void RepairNpy(List<byte> file)
    {
        int start = file.Count > 6 && file[6] == 1 ? 10 : 12;
        int length = file.LastIndexOf((byte)'}') + 1 - start;
        if (length > 0)
            (file[8], file[9]) = ((byte)length, (byte)(length >> 8));
    }

    private static void CheckNpy(byte[] file)
    {
        TensorData read = NpyFile.Read(new MemoryStream(file), "x");
        TensorData again = NpyFile.Read(new MemoryStream(Written(read)), "y");
        Require(again.Shape.SequenceEqual(read.Shape), "the shape changes");
        Require(again.Values.Select(BitConverter.SingleToInt32Bits).SequenceEqual(read.Values.Select(BitConverter.SingleToInt32Bits)), "bits change");

        static byte[] Written(TensorData tensor)
        {
            var stream = new MemoryStream();
            NpyFile.Write(stream, tensor);
            return stream.ToArray();
        }
    }

    private static void CheckPnm(byte[] file)
    {
        TensorData read = PnmFile.Read(new MemoryStream(file), "x");
        Require(read.Values.All(value => value is >= 0 and <= 1), "a sample is not in 0..1");
        byte[] written = Written(read);
        TensorData again = PnmFile.Read(new MemoryStream(written), "y");
        Require(again.Shape.SequenceEqual(read.Shape), "the shape changes");
        Require(again.Values.Zip(read.Values, (one, other) => MathF.Abs(one - other)).All(difference => difference <= HalfStep), "a sample is over half a step off");
        Require(Written(again).AsSpan().SequenceEqual(written), "what was written with 8 bits changes");

        static byte[] Written(TensorData tensor)
        {
            var stream = new MemoryStream();
            PnmFile.Write(stream, tensor);
            return stream.ToArray();
        }
    }

    private static void CheckLayers(byte[] file)
    {
        IReadOnlyList<Layer> read = LayerFile.Read(new MemoryStream(file), "x");
        string written = LayerFile.Header + "\n" + string.Join("\n", read.Select(layer => layer.ToCsvLine()));
        Require(LayerFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(written)), "y").SequenceEqual(read), "a layer changes");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidOperationException($"read again, {otherwise}");
    }

    private static byte[] NpyBytes(byte version, string header, int dataBytes) =>
    [
        0x93, .. "NUMPY"u8, version, 0, (byte)header.Length, 0, .. (version == 1 ? [] : new byte[2]), .. Ascii(header),
        .. Enumerable.Range(0, dataBytes).Select(i => (byte)(37 * i)),
    ];

    private static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);
}
