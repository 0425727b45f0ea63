using System.Runtime.Intrinsics;
using GroupConv.Tiles;
using GroupConv.Vectors;

namespace GroupConv.Tests.Kernels;

/// <summary>Plans count with tiles that they do not see: a table of sites, which must be that of the tiles that run.</summary>
public class TileChoiceTests
{
    [Fact]
    public void The_tile_that_runs_is_the_one_that_was_planned()
    {
        Check<Lanes1, float>();
        Check<OddLanes<Vector3>, Vector3>();
        Check<Lanes128, Vector128<float>>();
        Check<Lanes256, Vector256<float>>();
        Check<Lanes512, Vector512<float>>();
    }

    private static void Check<TLanes, TVector>()
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (int rows = 1; rows <= RowPanel.MostRows; rows++)
        {
            var seen = new List<(int Rows, int Sites)>();
            var arguments = default(TileArguments);
            TileChoice<TLanes, TVector, LanesOfChannels<TLanes, TVector>>.Run(rows, new Look(seen), ref arguments);
            seen.Should().Equal((rows, RowPanel.Sites(rows, TLanes.Count)));
        }
    }

    private readonly struct Look(List<(int Rows, int Sites)> seen) : ITileWork
    {
        public void Run<TTile>(ref TileArguments arguments)
            where TTile : struct, ITile =>
            seen.Add((TTile.Rows, TTile.Sites));
    }
}
