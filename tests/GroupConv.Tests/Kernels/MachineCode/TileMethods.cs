using System.Reflection;
using System.Runtime.Intrinsics;
using GroupConv.Depthwise;
using GroupConv.Gradients;
using GroupConv.Im2colGemm;
using GroupConv.Tiles;
using GroupConv.Vectors;
using GroupConv.Winograd;

namespace GroupConv.Tests.Kernels.MachineCode;

/// <summary>The innermost methods of all algorithms, compiled as their callers have them compiled.</summary>
internal static class TileMethods
{
    /// <summary>Every tile that runs on a tier.</summary>
    public static MethodInfo[] Of(VectorTier tier) => tier switch
    {
        VectorTier.Vector512 =>
        [
            .. Of<Lanes512, Vector512<float>>(),
            .. SpatialAndChannel<Lanes512, Vector512<float>>(typeof(Tile2x9<,,>), typeof(Tile3x8<,,>), typeof(Tile4x6<,,>)),
            .. Methods(typeof(GemmTile8x3<Lanes512, Vector512<float>>)),
            .. Methods(typeof(DotTile8x3<Lanes512, Vector512<float>>)),
            .. Methods(typeof(DotTile4x6<Lanes512, Vector512<float>>)),
        ],
        VectorTier.Vector256 => [.. Of<Lanes256, Vector256<float>>()],
        VectorTier.Vector128 => [.. Of<Lanes128, Vector128<float>>()],
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "has no vectors"),
    };

    /// <summary>Whether a method is optimised at once, as only tiles are.</summary>
    public static bool IsTile(MethodInfo method) =>
        method.GetMethodImplementationFlags().HasFlag(MethodImplAttributes.AggressiveOptimization);

    /// <summary>As <see cref="CompiledMethod.Name"/>.</summary>
    public static string ShortName(MethodInfo tile)
    {
        IEnumerable<string> names = tile.DeclaringType!.GetGenericArguments().Prepend(tile.DeclaringType).Select(type => type.Name.Split('`')[0]);
        return Listing.ShortName(string.Join(' ', [.. names, tile.Name, .. tile.GetGenericArguments().Select(type => type.Name.Split('`')[0])]));
    }

    /// <summary>Multiply-adds in a turn of the tile's loop, as it is written.</summary>
    public static int MultiplyAdds(MethodInfo tile)
    {
        int strips = tile.GetGenericArguments().Contains(typeof(TwoStrips)) ? 2 : 1;
        return (tile.DeclaringType!.Name.Split('`')[0], tile.Name) switch
        {
            ("Tile1x8", _) => 8,
            ("Tile2x6" or "Tile3x4" or "Tile4x3" or "GemmTile4x3" or "DotTile4x3" or "DotTile2x6", _) => 12,
            ("Tile2x9", _) => 18,
            ("Tile3x8" or "Tile4x6" or "GemmTile8x3" or "DotTile8x3" or "DotTile4x6", _) => 24,
            ("DepthwiseTile3x3", _) => 9 * strips,
            ("DepthwiseTile5x5", _) => 5 * strips,
            ("DepthwiseTile7x7", _) => 7,
            ("DepthwiseTile3x3Stride2" or "DotTile1x9", _) => 9,
            ("ProductTile", "Run3") => 12,
            ("ProductTile", "Run2") => 8,
            ("ProductTile", "Run1") => 4,
            ("InputTransform", _) => 12,
            ("OutputTransform", _) => 8,
            ("PeakLoop", _) => PeakLoop.Chains,
            _ => throw new ArgumentOutOfRangeException(nameof(tile), tile, "is a tile that nobody counted"),
        };
    }

    private static IEnumerable<MethodInfo> Of<TLanes, TVector>()
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        [
            .. SpatialAndChannel<TLanes, TVector>(typeof(Tile1x8<,,>), typeof(Tile2x6<,,>), typeof(Tile3x4<,,>), typeof(Tile4x3<,,>)),
            .. Methods(typeof(Tile1x8<TLanes, TVector, LanesOfGroups<TLanes, TVector>>)),
            .. Methods(typeof(Tile1x8<TLanes, TVector, LanesOfDepthwise<TLanes, TVector>>)),
            .. Depthwise<TLanes, TVector>(),
            .. Methods(typeof(GemmTile4x3<TLanes, TVector>)),
            .. Methods(typeof(ProductTile<TLanes, TVector>)),
            .. Methods(typeof(DotTile4x3<TLanes, TVector>)),
            .. Methods(typeof(DotTile2x6<TLanes, TVector>)),
            .. Methods(typeof(DotTile1x9<TLanes, TVector>)),
            .. Methods(typeof(InputTransform<TLanes, TVector>)),
            .. Methods(typeof(OutputTransform<TLanes, TVector>)),
            typeof(PeakLoop).GetMethod(nameof(PeakLoop.Run))!.MakeGenericMethod(typeof(TLanes), typeof(TVector)),
        ];

    private static IEnumerable<MethodInfo> SpatialAndChannel<TLanes, TVector>(params Type[] tiles)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        from tile in tiles
        from operands in (Type[])[typeof(LanesOfPositions<TLanes, TVector>), typeof(LanesOfChannels<TLanes, TVector>)]
        from method in Methods(tile.MakeGenericType(typeof(TLanes), typeof(TVector), operands))
        select method;

    private static IEnumerable<MethodInfo> Depthwise<TLanes, TVector>()
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        from tile in (Type[])
        [
            .. from tile in (Type[])[typeof(DepthwiseTile3x3<,,>), typeof(DepthwiseTile5x5<,,>), typeof(DepthwiseTile7x7<,,>)]
               from operands in (Type[])[typeof(LanesOfPositions<TLanes, TVector>), typeof(LanesOfDepthwise<TLanes, TVector>)]
               select tile.MakeGenericType(typeof(TLanes), typeof(TVector), operands),
            typeof(DepthwiseTile3x3Stride2<TLanes, TVector>),
        ]
        from method in Methods(tile)
        from strips in (Type[])[typeof(OneStrip), typeof(TwoStrips)]
        from edge in (Type[])[typeof(InsideStrips), typeof(RimStrips), typeof(MaskedStrips)]
        select method.MakeGenericMethod(strips, edge);

    private static IEnumerable<MethodInfo> Methods(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(IsTile);
}
