namespace GroupConv.Tests.Kernels.MachineCode;

/// <summary>What runs in every turn of a loop, or may: all code from which its head can be reached again.</summary>
/// <param name="Method">The name of its method.</param>
/// <param name="Label">Where it begins.</param>
/// <param name="Code">Its instructions, in the order in which they lie.</param>
internal sealed record Loop(string Method, string Label, IReadOnlyList<Instruction> Code)
{
    public int MultiplyAdds => Code.Count(instruction => instruction.IsMultiplyAdd);

    public int Loads => Code.Count(instruction => instruction.IsLoad);

    /// <summary>What keeps the loop from its speed: calls, and variables that found no register.</summary>
    public IEnumerable<string> Faults =>
        from instruction in Code
        where instruction.IsCall || instruction.OnStack
        select instruction.Text;

    public override string ToString() => $"{Method} {Label}: {MultiplyAdds} multiply-adds, {Loads} loads, {Code.Count} instructions";

    /// <summary>The loops of a method that have no other loop inside.</summary>
    public static IEnumerable<Loop> Innermost(CompiledMethod method)
    {
        IReadOnlyList<Block> blocks = method.Blocks;
        int[][] next = Reachable([.. blocks.Select((block, i) => Next(blocks, block, i))]);
        HashSet<int>[] dominators = Dominators(next);

        // Jumps back from several places to the same head are turns of one loop.
        Dictionary<int, HashSet<int>> loops = [];
        for (int tail = 0; tail < blocks.Count; tail++)
            foreach (int head in next[tail].Where(dominators[tail].Contains))
                AddWhatLeadsTo(tail, loops.TryGetValue(head, out HashSet<int>? body) ? body : loops[head] = [head], next);

        return from loop in loops
               where !loops.Keys.Any(head => head != loop.Key && loop.Value.Contains(head))
               orderby loop.Key
               select new Loop(method.Name, blocks[loop.Key].Label, [.. loop.Value.Order().SelectMany(i => blocks[i].Instructions)]);
    }

    private static int[] Next(IReadOnlyList<Block> blocks, Block block, int index)
    {
        if (block.Instructions.Count == 0)
            return index + 1 < blocks.Count ? [index + 1] : [];
        Instruction last = block.Instructions[^1];
        IEnumerable<int> below = last.FallsThrough && index + 1 < blocks.Count ? [index + 1] : [];
        return last.Target is null ? [.. below] : [.. below, IndexOf(blocks, last.Target)];
    }

    private static int IndexOf(IReadOnlyList<Block> blocks, string label)
    {
        for (int i = 0; i < blocks.Count; i++)
            if (blocks[i].Label == label)
                return i;
        throw new FormatException($"a jump to {label}, which is not in the listing");
    }

    /// <summary>Without the ways from blocks that nothing leads to: a label may stand alone before a loop, only to align it.</summary>
    private static int[][] Reachable(int[][] next)
    {
        HashSet<int> reached = [0];
        var open = new Stack<int>(reached);
        while (open.TryPop(out int block))
            foreach (int to in next[block].Where(reached.Add))
                open.Push(to);
        return [.. next.Select((to, i) => reached.Contains(i) ? to : [])];
    }

    /// <summary>
    /// For each block the blocks that every way to it goes through. The JIT lays rare parts of a loop far behind it, so a jump to a lower
    /// place need not be a turn of a loop.
    /// </summary>
    private static HashSet<int>[] Dominators(int[][] next)
    {
        HashSet<int>[] dominators = [.. next.Select((_, i) => i == 0 ? [0] : Enumerable.Range(0, next.Length).ToHashSet())];
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int from = 0; from < next.Length; from++)
            {
                foreach (int to in next[from])
                {
                    int before = dominators[to].Count;
                    dominators[to].RemoveWhere(block => block != to && !dominators[from].Contains(block));
                    changed |= dominators[to].Count != before;
                }
            }
        }

        return dominators;
    }

    private static void AddWhatLeadsTo(int block, HashSet<int> body, int[][] next)
    {
        if (!body.Add(block))
            return;
        for (int before = 0; before < next.Length; before++)
            if (next[before].Contains(block))
                AddWhatLeadsTo(before, body, next);
    }
}
