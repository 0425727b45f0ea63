using System.Reflection;
using Xunit.Abstractions;

namespace GroupConv.Tests.Kernels.MachineCode;

/// <summary>
/// The tiles are as fast as they are only while sums and pointers stay in registers. A change that costs one register, or a call on a rare
/// path, changes no bit of the outputs; here it is seen.
/// </summary>
public class MachineCodeTests(ITestOutputHelper output)
{
    [MachineCodeFact(VectorTier.Vector128)]
    public void Loops_of_128_bits_neither_call_nor_touch_the_stack() => Check(VectorTier.Vector128);

    [MachineCodeFact(VectorTier.Vector256)]
    public void Loops_of_256_bits_neither_call_nor_touch_the_stack() => Check(VectorTier.Vector256);

    [MachineCodeFact(VectorTier.Vector512)]
    public void Loops_of_512_bits_neither_call_nor_touch_the_stack() => Check(VectorTier.Vector512);

    [Fact]
    public void Every_method_that_is_optimised_at_once_is_looked_at()
    {
        const BindingFlags any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
        IEnumerable<string> all = typeof(GroupedConv2d).Assembly.GetTypes().SelectMany(type => type.GetMethods(any)).Where(TileMethods.IsTile).Select(Name);
        TileMethods.Of(VectorTier.Vector512).Select(Name).Distinct().Should().BeEquivalentTo(all);

        static string Name(MethodInfo tile) => $"{tile.DeclaringType!.Name} {tile.Name}";
    }

    private void Check(VectorTier tier)
    {
        CompiledMethod[] methods = [.. Listing.Parse(TileCompiler.Listing(tier))];
        MethodInfo[] tiles = TileMethods.Of(tier);
        var faults = new List<string>();
        foreach (MethodInfo tile in tiles)
        {
            string name = TileMethods.ShortName(tile);
            CompiledMethod method = methods.Should().ContainSingle(method => method.Name == name, $"{name} is compiled").Subject;
            Loop[] loops = [.. Loop.Innermost(method).Where(loop => loop.MultiplyAdds > 0)];
            loops.Should().Contain(loop => loop.MultiplyAdds >= TileMethods.MultiplyAdds(tile), $"{name} has a loop of so many multiply-adds");
            foreach (Loop loop in loops)
            {
                output.WriteLine(loop.ToString());
                if (loop.Faults.Any())
                    faults.Add($"{loop}; in it {string.Join("; ", loop.Faults)}");
            }
        }

        faults.Should().BeEmpty();
    }
}
