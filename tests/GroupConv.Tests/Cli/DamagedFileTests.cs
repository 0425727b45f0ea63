using System.Text;
using GroupConv.Cli.Files;

namespace GroupConv.Tests.Cli;

/// <summary>Files with random damage are read or refused with the readers' one exception; nothing else ever comes out.</summary>
public class DamagedFileTests
{
    private const int Cases = 4000;

    private static readonly byte[] Npy =
        [0x93, .. "NUMPY"u8, 1, 0, 61, 0, .. "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3)}\n"u8, .. new byte[24]];

    private static readonly byte[] Layers =
        Encoding.ASCII.GetBytes(LayerFile.Header + "\na,1,4,5,5,4,3,3,1,1,1,1,1,1,1,1,2\nb,1,4,5,5,4,3,3,1,1,1,1,1,1,1,1,2\n");

    [Fact]
    public void NpyFiles() => Survives(Npy, stream => NpyFile.Read(stream, "x"));

    [Theory]
    [InlineData("P2 3 2 9 1 2 3 4 5 6\n")]
    [InlineData("P3 1 2 99 1 2 3 4 5 6 # end\n")]
    [InlineData("P5 # comment\n3 2\n255\nabcdef")]
    [InlineData("P6 1 1 65535 abcdef")]
    public void Pictures(string text) => Survives(Encoding.ASCII.GetBytes(text), stream => PnmFile.Read(stream, "x"));

    [Fact]
    public void LayerFiles() => Survives(Layers, stream => LayerFile.Read(stream, "x"));

    private static void Survives(byte[] whole, Action<Stream> read)
    {
        read(new MemoryStream(whole));
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < Cases; i++)
        {
            byte[] damaged = Damage(whole, random);
            try
            {
                read(new MemoryStream(damaged));
            }
            catch (InvalidFileException error)
            {
                refused++;
                error.Message.Should().NotContainAny("\n", "\r");
            }
        }

        refused.Should().BeGreaterThan(Cases / 10);
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        List<byte> bytes = [.. whole];
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(bytes.Count);
            byte value = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => whole[random.Next(whole.Length)], _ => (byte)"0123456789-,.() "[random.Next(16)] };
            switch (random.Next(4))
            {
                case 0: bytes[at] = value; break;
                case 1: bytes.Insert(at, value); break;
                case 2: bytes.RemoveAt(at); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, random.Next(bytes.Count - at))); break;
            }
        }

        return [.. bytes];
    }
}
