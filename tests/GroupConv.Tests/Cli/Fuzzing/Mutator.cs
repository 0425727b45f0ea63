using System.Text;

namespace GroupConv.Tests.Cli.Fuzzing;

/// <summary>
/// Damages files the way mutation fuzzers do (AFL's havoc stage: bits, bytes, blocks, numbers, a dictionary, splices). The same random
/// numbers give the same file.
/// </summary>
/// <param name="seeds">Whole files of one format.</param>
/// <param name="dictionary">Pieces that the format's reader looks for.</param>
/// <param name="repair">Makes a length in the file true again, without which all damage would end at one check; null for none.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, IEnumerable<string> dictionary, Action<List<byte>>? repair)
{
    private const int MostEdits = 6;
    private const int MostBytes = 4096;

    private static readonly byte[][] Numbers = Bytes(
        "0", "1", "2", "3", "5", "255", "256", "65535", "65536", "-1", "46341", "65537", "1073741824", "2147483647", "2147483648", "-2147483648",
        "4294967296", "1000000000000", "4611686018427387904", "9223372036854775807", "9223372036854775808", "18446744073709551616",
        "99999999999999999999999999", "00000000000000000001", "1e9", "0x10", "+1", "1.5", "NaN");

    private readonly byte[][] _dictionary = Bytes([.. dictionary]);

    /// <summary>One damaged file.</summary>
    public byte[] Next(Random random)
    {
        List<byte> file = [.. Pick(seeds, random)];
        // One edit in two files of three: heavy damage only ever finds the first check.
        for (int edits = random.Next(3) > 0 ? random.Next(1, 3) : random.Next(1, MostEdits + 1); edits > 0; edits--)
            Edit(file, random);
        if (file.Count > MostBytes)
            file.RemoveRange(MostBytes, file.Count - MostBytes);
        if (repair is not null && random.Next(4) > 0)
            repair(file);
        return [.. file];
    }

    private void Edit(List<byte> file, Random random)
    {
        int at = random.Next(file.Count + 1);
        switch (random.Next(9))
        {
            case 0 when at < file.Count: file[at] ^= (byte)(1 << random.Next(8)); break;
            case 1 when at < file.Count: file[at] = (byte)random.Next(256); break;
            case 2: file.InsertRange(at, RandomBytes(random)); break;
            case 3: file.RemoveRange(at, Math.Min(random.Next(1, 9), file.Count - at)); break;
            case 4: file.RemoveRange(at, file.Count - at); break;
            case 5: Splice(file, at, random); break;
            case 6: ReplaceNumber(file, at, random); break;
            case 7: file.InsertRange(at, Pick(_dictionary, random)); break;
            default: file.InsertRange(at, file.GetRange(at, random.Next(file.Count - at + 1))); break;
        }
    }

    /// <summary>The end of another file in the place of this one's.</summary>
    private void Splice(List<byte> file, int at, Random random)
    {
        byte[] other = Pick(seeds, random);
        file.RemoveRange(at, file.Count - at);
        file.AddRange(other[random.Next(other.Length + 1)..]);
    }

    /// <summary>The digits at a place or behind it become an extreme number.</summary>
    private static void ReplaceNumber(List<byte> file, int at, Random random)
    {
        while (at < file.Count && !char.IsAsciiDigit((char)file[at]))
            at++;
        int end = at;
        while (end < file.Count && char.IsAsciiDigit((char)file[end]))
            end++;
        file.RemoveRange(at, end - at);
        file.InsertRange(at, Pick(Numbers, random));
    }

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(1, 9)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Pick(IReadOnlyList<byte[]> choices, Random random) => choices[random.Next(choices.Count)];

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.Latin1.GetBytes)];
}
