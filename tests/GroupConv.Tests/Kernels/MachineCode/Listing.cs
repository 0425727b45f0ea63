using System.Text.RegularExpressions;

namespace GroupConv.Tests.Kernels.MachineCode;

/// <summary>A method's machine code.</summary>
/// <param name="Name">Its type, what that is generic over, and its own name, without namespaces: "GemmTile4x3 Lanes256 Run".</param>
/// <param name="Blocks">Instructions that run one after the other, in the order in which they lie.</param>
internal sealed record CompiledMethod(string Name, IReadOnlyList<Block> Blocks);

/// <summary>Code that is jumped to only at its beginning and left only at its end.</summary>
/// <param name="Label">Empty for what follows a jump and has none of its own.</param>
/// <param name="Instructions">May be none.</param>
internal sealed record Block(string Label, IReadOnlyList<Instruction> Instructions);

/// <summary>Reads what the JIT writes for <c>DOTNET_JitDisasm</c>.</summary>
internal static partial class Listing
{
    private const string Begin = "; Assembly listing for method ";

    public static IEnumerable<CompiledMethod> Parse(string listing) =>
        from part in listing.Split(Begin).Skip(1)
        select Method(part.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The names in <c>Some.Tile`1[Some.Lanes256,Vector256`1[float]]:Run(byref)</c> that tell it from others, each once.</summary>
    public static string ShortName(string name) =>
        string.Join(' ', LastNames().Matches(name.Split('(')[0]).Select(match => match.Value).Where(IsTelling).Distinct());

    private static bool IsTelling(string name) => name != "float" && !name.StartsWith("Vector", StringComparison.Ordinal);

    // Comments and constants are no code, and for an alignment the JIT adapts some instruction before the loop.
    private static bool IsCode(string line) =>
        line[0] != ';' && !line.StartsWith("align ", StringComparison.Ordinal) && !line.StartsWith("RWD", StringComparison.Ordinal);

    private static CompiledMethod Method(string[] lines)
    {
        // Without a frame, rbp is a register like any other.
        bool framed = lines.Contains("; rbp based frame");
        var blocks = new List<Block>();
        var instructions = new List<Instruction>();
        string label = "";
        foreach (string line in lines.Skip(1).Where(IsCode))
        {
            if (Label().Match(line) is { Success: true } match)
            {
                EndBlock();
                label = match.Groups[1].Value;
                continue;
            }

            bool onStack = line.Contains("[rsp", StringComparison.Ordinal) || (framed && line.Contains("[rbp", StringComparison.Ordinal));
            var instruction = new Instruction(Spaces().Replace(line, " "), onStack);
            instructions.Add(instruction);
            if (instruction.Target is not null || !instruction.FallsThrough)
                EndBlock();
        }

        EndBlock();
        return new CompiledMethod(ShortName(lines[0]), blocks);

        void EndBlock()
        {
            if (instructions.Count > 0 || label.Length > 0)
                blocks.Add(new Block(label, [.. instructions]));
            instructions.Clear();
            label = "";
        }
    }

    // An identifier, but not a namespace, which a dot follows.
    [GeneratedRegex(@"\b[A-Za-z_]\w*\b(?!\.)")]
    private static partial Regex LastNames();

    [GeneratedRegex(@"^(G_M\w+):")]
    private static partial Regex Label();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
