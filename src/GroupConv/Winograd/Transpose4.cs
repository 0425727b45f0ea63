using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GroupConv.Vectors;

namespace GroupConv.Winograd;

/// <summary>
/// Rows of an image are runs of tiles of 4 columns; vectors of neighbouring tiles want column k of every tile side by side. The way there
/// and back is a transpose of 4 x 4 floats.
/// </summary>
internal static unsafe class Transpose4
{
    private const int Tile = 4;
    private const int Together = 4 * Tile;

    /// <summary>Deals the columns of rows out to four phases: 0, 4, 8, ...; 1, 5, 9, ...</summary>
    /// <param name="rows">[count, rowPitch]; a whole number of 16 floats is read.</param>
    /// <param name="rowPitch">Floats from one row to the next.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="length">Floats of a row.</param>
    /// <param name="phases">Receives [count, 4, pitch].</param>
    /// <param name="pitch">At least the length, up to a multiple of 16, divided by 4.</param>
    public static void Deal(float* rows, long rowPitch, long count, long length, float* phases, long pitch)
    {
        for (; count > 0; count--, rows += rowPitch, phases += Tile * pitch)
        {
            for (long column = 0; column < length; column += Together)
                Block(rows + column, Tile, phases + column / Tile, pitch);
        }
    }

    /// <summary>The way back, of which no more than the length is written.</summary>
    /// <param name="phases">[4, pitch].</param>
    /// <param name="pitch">Floats from one phase to the next.</param>
    /// <param name="row">Receives the row.</param>
    /// <param name="length">Floats of the row.</param>
    public static void Interleave(float* phases, long pitch, float* row, long length)
    {
        long tiles = length / Tile;
        long tile = 0;
        if (tiles >= Tile)
        {
            for (; tile + Tile <= tiles; tile += Tile)
                Block(phases + tile, pitch, row + tile * Tile, Tile);
            if (tile < tiles)
                Block(phases + tiles - Tile, pitch, row + (tiles - Tile) * Tile, Tile); // once more, instead of a tail
            tile = tiles;
        }

        for (long column = tile * Tile; column < length; column++)
            row[column] = phases[column % Tile * pitch + column / Tile];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(float* source, long sourcePitch, float* destination, long destinationPitch)
    {
        Vector128<float> r0 = Vector128.Load(source);
        Vector128<float> r1 = Vector128.Load(source + sourcePitch);
        Vector128<float> r2 = Vector128.Load(source + 2 * sourcePitch);
        Vector128<float> r3 = Vector128.Load(source + 3 * sourcePitch);
        Vector128<float> low02 = Lanes128.ZipLow(r0, r2), low13 = Lanes128.ZipLow(r1, r3), high02 = Lanes128.ZipHigh(r0, r2), high13 = Lanes128.ZipHigh(r1, r3);
        Lanes128.ZipLow(low02, low13).Store(destination);
        Lanes128.ZipHigh(low02, low13).Store(destination + destinationPitch);
        Lanes128.ZipLow(high02, high13).Store(destination + 2 * destinationPitch);
        Lanes128.ZipHigh(high02, high13).Store(destination + 3 * destinationPitch);
    }
}
