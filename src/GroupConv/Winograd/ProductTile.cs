using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Winograd;

/// <summary>One run of a tile down the channels: [4 x Panels, Depth] weights times [Depth, tile columns].</summary>
internal unsafe struct ProductArguments
{
    /// <summary>[Panels, Depth, 4].</summary>
    public float* Weights;

    /// <summary>[Depth, columns of the tile].</summary>
    public float* Columns;

    /// <summary>Input channels in this block.</summary>
    public long Depth;

    /// <summary>Panels of 4 output channels.</summary>
    public long Panels;

    /// <summary>[4 x Panels, columns of the tile], <see cref="OutputPitch"/> floats from row to row.</summary>
    public float* Output;

    /// <summary>Floats from one output channel to the next.</summary>
    public long OutputPitch;

    /// <summary>Not the first block of input channels: go on from the sums that lie in the output.</summary>
    public bool Resume;
}

/// <summary>
/// 4 channels by 3, 2 or 1 vectors of tiles, whose sums stay in registers. The columns stay in the first-level cache while all panels of
/// weights stream by, in one call: at 64 input channels a call for each panel would cost a tenth.
/// </summary>
internal static unsafe class ProductTile<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public const int Rows = 4;

    /// <summary>12 sums, 3 columns and 1 weight in 16 registers; 7 loads for 12 multiply-adds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run3(in ProductArguments arguments)
    {
        int count = TLanes.Count;
        float* weights = arguments.Weights;
        float* o0 = arguments.Output;
        long pitch = arguments.OutputPitch;
        for (long panel = arguments.Panels; panel > 0; panel--)
        {
            float* o1 = o0 + pitch;
            float* o2 = o1 + pitch;
            float* o3 = o2 + pitch;
            TVector zero = TLanes.Broadcast(0f);
            TVector c00 = zero, c01 = zero, c02 = zero;
            TVector c10 = zero, c11 = zero, c12 = zero;
            TVector c20 = zero, c21 = zero, c22 = zero;
            TVector c30 = zero, c31 = zero, c32 = zero;
            if (arguments.Resume)
            {
                c00 = TLanes.Load(o0); c01 = TLanes.Load(o0 + count); c02 = TLanes.Load(o0 + 2 * count);
                c10 = TLanes.Load(o1); c11 = TLanes.Load(o1 + count); c12 = TLanes.Load(o1 + 2 * count);
                c20 = TLanes.Load(o2); c21 = TLanes.Load(o2 + count); c22 = TLanes.Load(o2 + 2 * count);
                c30 = TLanes.Load(o3); c31 = TLanes.Load(o3 + count); c32 = TLanes.Load(o3 + 2 * count);
            }

            float* columns = arguments.Columns;
            for (long depth = arguments.Depth; depth > 0; depth--)
            {
                TVector b0 = TLanes.Load(columns);
                TVector b1 = TLanes.Load(columns + count);
                TVector b2 = TLanes.Load(columns + 2 * count);
                TVector a;
                a = TLanes.Broadcast(weights[0]);
                c00 = TLanes.MultiplyAdd(a, b0, c00);
                c01 = TLanes.MultiplyAdd(a, b1, c01);
                c02 = TLanes.MultiplyAdd(a, b2, c02);
                a = TLanes.Broadcast(weights[1]);
                c10 = TLanes.MultiplyAdd(a, b0, c10);
                c11 = TLanes.MultiplyAdd(a, b1, c11);
                c12 = TLanes.MultiplyAdd(a, b2, c12);
                a = TLanes.Broadcast(weights[2]);
                c20 = TLanes.MultiplyAdd(a, b0, c20);
                c21 = TLanes.MultiplyAdd(a, b1, c21);
                c22 = TLanes.MultiplyAdd(a, b2, c22);
                a = TLanes.Broadcast(weights[3]);
                c30 = TLanes.MultiplyAdd(a, b0, c30);
                c31 = TLanes.MultiplyAdd(a, b1, c31);
                c32 = TLanes.MultiplyAdd(a, b2, c32);
                weights += Rows;
                columns += 3 * count;
            }

            TLanes.Store(c00, o0); TLanes.Store(c01, o0 + count); TLanes.Store(c02, o0 + 2 * count);
            TLanes.Store(c10, o1); TLanes.Store(c11, o1 + count); TLanes.Store(c12, o1 + 2 * count);
            TLanes.Store(c20, o2); TLanes.Store(c21, o2 + count); TLanes.Store(c22, o2 + 2 * count);
            TLanes.Store(c30, o3); TLanes.Store(c31, o3 + count); TLanes.Store(c32, o3 + 2 * count);
            o0 = o3 + pitch;
        }
    }

    /// <summary>8 sums, as many as hide the latency of a multiply-add on two units; 6 loads for 8 multiply-adds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run2(in ProductArguments arguments)
    {
        int count = TLanes.Count;
        float* weights = arguments.Weights;
        float* o0 = arguments.Output;
        long pitch = arguments.OutputPitch;
        for (long panel = arguments.Panels; panel > 0; panel--)
        {
            float* o1 = o0 + pitch;
            float* o2 = o1 + pitch;
            float* o3 = o2 + pitch;
            TVector zero = TLanes.Broadcast(0f);
            TVector c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
            if (arguments.Resume)
            {
                c00 = TLanes.Load(o0); c01 = TLanes.Load(o0 + count);
                c10 = TLanes.Load(o1); c11 = TLanes.Load(o1 + count);
                c20 = TLanes.Load(o2); c21 = TLanes.Load(o2 + count);
                c30 = TLanes.Load(o3); c31 = TLanes.Load(o3 + count);
            }

            float* columns = arguments.Columns;
            for (long depth = arguments.Depth; depth > 0; depth--)
            {
                TVector b0 = TLanes.Load(columns);
                TVector b1 = TLanes.Load(columns + count);
                TVector a;
                a = TLanes.Broadcast(weights[0]);
                c00 = TLanes.MultiplyAdd(a, b0, c00);
                c01 = TLanes.MultiplyAdd(a, b1, c01);
                a = TLanes.Broadcast(weights[1]);
                c10 = TLanes.MultiplyAdd(a, b0, c10);
                c11 = TLanes.MultiplyAdd(a, b1, c11);
                a = TLanes.Broadcast(weights[2]);
                c20 = TLanes.MultiplyAdd(a, b0, c20);
                c21 = TLanes.MultiplyAdd(a, b1, c21);
                a = TLanes.Broadcast(weights[3]);
                c30 = TLanes.MultiplyAdd(a, b0, c30);
                c31 = TLanes.MultiplyAdd(a, b1, c31);
                weights += Rows;
                columns += 2 * count;
            }

            TLanes.Store(c00, o0); TLanes.Store(c01, o0 + count);
            TLanes.Store(c10, o1); TLanes.Store(c11, o1 + count);
            TLanes.Store(c20, o2); TLanes.Store(c21, o2 + count);
            TLanes.Store(c30, o3); TLanes.Store(c31, o3 + count);
            o0 = o3 + pitch;
        }
    }

    /// <summary>4 sums: at half speed, for planes of no more tiles than one vector has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run1(in ProductArguments arguments)
    {
        float* weights = arguments.Weights;
        float* o0 = arguments.Output;
        long pitch = arguments.OutputPitch;
        for (long panel = arguments.Panels; panel > 0; panel--)
        {
            float* o1 = o0 + pitch;
            float* o2 = o1 + pitch;
            float* o3 = o2 + pitch;
            TVector zero = TLanes.Broadcast(0f);
            TVector c0 = zero, c1 = zero, c2 = zero, c3 = zero;
            if (arguments.Resume)
            {
                c0 = TLanes.Load(o0);
                c1 = TLanes.Load(o1);
                c2 = TLanes.Load(o2);
                c3 = TLanes.Load(o3);
            }

            float* columns = arguments.Columns;
            for (long depth = arguments.Depth; depth > 0; depth--)
            {
                TVector b = TLanes.Load(columns);
                c0 = TLanes.MultiplyAdd(TLanes.Broadcast(weights[0]), b, c0);
                c1 = TLanes.MultiplyAdd(TLanes.Broadcast(weights[1]), b, c1);
                c2 = TLanes.MultiplyAdd(TLanes.Broadcast(weights[2]), b, c2);
                c3 = TLanes.MultiplyAdd(TLanes.Broadcast(weights[3]), b, c3);
                weights += Rows;
                columns += TLanes.Count;
            }

            TLanes.Store(c0, o0);
            TLanes.Store(c1, o1);
            TLanes.Store(c2, o2);
            TLanes.Store(c3, o3);
            o0 = o3 + pitch;
        }
    }
}
