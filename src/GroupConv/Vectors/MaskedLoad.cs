using System.Runtime.CompilerServices;

namespace GroupConv.Vectors;

/// <summary>For processors without an instruction for it.</summary>
internal static unsafe class MaskedLoad
{
    /// <summary>As <see cref="ILanes{TVector}.LoadMasked"/>.</summary>
    public static TVector LaneByLane<TVector>(float* source, TVector mask)
        where TVector : struct
    {
        TVector loaded = default;
        var lanes = (float*)Unsafe.AsPointer(ref loaded);
        var wanted = (int*)Unsafe.AsPointer(ref mask);
        for (int lane = 0; lane < Unsafe.SizeOf<TVector>() / sizeof(float); lane++)
        {
            if (wanted[lane] != 0)
                lanes[lane] = source[lane];
        }

        return loaded;
    }
}
