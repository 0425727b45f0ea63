using System.Runtime.Intrinsics;
using GroupConv.ChannelLanes;
using GroupConv.Depthwise;
using GroupConv.Im2colGemm;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.SpatialLanes;
using GroupConv.Tests.Kernels;
using GroupConv.Vectors;
using GroupConv.Winograd;

namespace GroupConv.Tests.Guards;

/// <summary>One way to run a convolution.</summary>
/// <param name="Name">Algorithm and vectors.</param>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Runs">Whether it runs a geometry.</param>
/// <param name="NewCall">Packs the weights and makes a call.</param>
internal sealed record GuardedKernel(
    string Name, ConvAlgorithm Algorithm, Func<ConvGeometry, bool> Runs, Func<ConvGeometry, LayerWeights, ConvCall> NewCall)
{
    /// <summary>Every algorithm as the planner runs it on every tier, in every layout.</summary>
    public static IReadOnlyList<GuardedKernel> Planned { get; } =
    [
        .. from algorithm in Planner.Algorithms
           where algorithm.Id != ConvAlgorithm.Reference
           from tier in VectorTiers.All
           select PlannedOn(algorithm, tier),
    ];

    /// <summary>
    /// Every kernel for planes on vectors of every width, also where the planner would take a narrower one, and on vectors that no
    /// processor has.
    /// </summary>
    public static IReadOnlyList<GuardedKernel> OfEveryWidth { get; } =
    [
        .. Of<Lanes1, float>(),
        .. Of<OddLanes<Vector3>, Vector3>(),
        .. Of<Lanes128, Vector128<float>>(),
        .. Of<OddLanes<Vector5>, Vector5>(),
        .. Of<Lanes256, Vector256<float>>(),
        .. Of<Lanes512, Vector512<float>>(),
    ];

    private static GuardedKernel PlannedOn(IAlgorithm algorithm, VectorTier tier) => new(
        $"{algorithm.Id} on {tier}", algorithm.Id, geometry => algorithm.WhyNot(geometry.AsPlanes()) is null, (geometry, weights) =>
        {
            GroupedConv2dOptions options = geometry.Options with { Algorithm = algorithm.Id, Tier = tier };
            ConvPlan plan = Planner.Plan(new ConvGeometry(options, geometry.Batch, geometry.InHeight, geometry.InWidth));
            return Planner.Prepare(plan, weights).NewCall(new Scratch());
        });

    private static IEnumerable<GuardedKernel> Of<TLanes, TVector>()
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        yield return OfPlanes(new SpatialLanesAlgorithm(), "", (geometry, weights) =>
            new SpatialLanesCall<TLanes, TVector>(new PreparedSpatialLanes(new SpatialLanesPlan(geometry, VectorTier.Scalar, TLanes.Count), weights), new Scratch()));
        yield return OfPlanes(new ChannelLanesAlgorithm(), "", (geometry, weights) =>
            new ChannelLanesCall<TLanes, TVector>(new PreparedChannelLanes(new ChannelLanesPlan(geometry, VectorTier.Scalar, TLanes.Count), weights), new Scratch()));
        yield return OfPlanes(new DepthwiseAlgorithm(), "", (geometry, weights) =>
            new PreparedDepthwise(new DepthwisePlan(geometry, VectorTier.Scalar, TLanes.Count), weights).NewCall<TLanes, TVector>(new Scratch()));
        yield return OfPlanes(new WinogradAlgorithm(), "", (geometry, weights) =>
            new WinogradCall<TLanes, TVector>(new PreparedWinograd(new WinogradPlan(geometry, VectorTier.Scalar, TLanes.Count), weights)));
        yield return OfPlanes(new Im2colGemmAlgorithm(), " 4x3", (geometry, weights) =>
            Gemm(geometry, weights, GemmTileEntry.Of<GemmTile4x3<TLanes, TVector>>(VectorTier.Scalar)));
        yield return OfPlanes(new Im2colGemmAlgorithm(), " 8x3", (geometry, weights) =>
            Gemm(geometry, weights, GemmTileEntry.Of<GemmTile8x3<TLanes, TVector>>(VectorTier.Scalar)));

        static GuardedKernel OfPlanes(IAlgorithm algorithm, string tile, Func<ConvGeometry, LayerWeights, ConvCall> newCall) => new(
            $"{algorithm.Id}{tile} of {TLanes.Count} lanes", algorithm.Id,
            geometry => geometry.IsPlanes && geometry.Batch > 0 && algorithm.WhyNot(geometry) is null, newCall);
    }

    private static ConvCall Gemm(ConvGeometry geometry, LayerWeights weights, GemmTileEntry tile) =>
        new PreparedIm2colGemm(new Im2colGemmPlan(geometry, tile), weights).NewCall(new Scratch());
}
