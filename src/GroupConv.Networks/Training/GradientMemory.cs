using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Training;

/// <summary>
/// Where gradients of activations lie: what is never needed at the same time shares memory, the largest placed first (Pisarchyk and Lee,
/// 2020: "greedy by size"), as in <see cref="MemoryPlan"/>.
/// </summary>
internal sealed class GradientMemory
{
    private const long Alignment = 16; // floats: a cache line
    private readonly List<Part> _parts = [];

    /// <summary>Chooses the places of all gradients of a graph, and the targets of all its nodes.</summary>
    /// <param name="graph">Its places are set.</param>
    /// <param name="buffer">The number of the buffer that they lie in.</param>
    public GradientMemory(TrainingGraph graph, int buffer)
    {
        var parts = new Dictionary<TrainingValue, Part> { [graph.Output] = Begin(graph.Output.Elements, time: 0) };
        var targets = new List<(TrainingNode Node, int Input, Part Part)>();
        int time = 0;
        foreach (TrainingNode node in Enumerable.Reverse(graph.Nodes))
        {
            time++;
            if (!parts.TryGetValue(node.Output, out Part? output))
                continue; // nothing that is trained lies behind it
            output.End = time;
            for (int i = 0; i < node.Inputs.Length; i++)
            {
                if (!node.Inputs[i].NeedsGradient)
                    continue;
                bool isFirst = !parts.TryGetValue(node.Inputs[i], out Part? part);
                Part target = isFirst ? Begin(node.Inputs[i].Elements, time) : Begin(part!.Elements, time);
                if (isFirst)
                    parts[node.Inputs[i]] = target;
                targets.Add((node, i, target));
            }
        }

        if (parts.TryGetValue(graph.Input, out Part? input))
            input.End = int.MaxValue; // it stays for the caller
        Place();
        foreach ((TrainingValue value, Part part) in parts)
            value.Gradient = new Place(buffer, part.Offset);
        foreach ((TrainingNode node, int i, Part part) in targets)
            node.Targets[i] = new Place(buffer, part.Offset);
    }

    /// <summary>Floats that all take together.</summary>
    public long Elements { get; private set; }

    private Part Begin(long elements, int time)
    {
        var part = new Part(elements) { Start = time, End = time };
        _parts.Add(part);
        return part;
    }

    private void Place()
    {
        var placed = new List<Part>();
        foreach (Part part in _parts.OrderByDescending(part => part.Elements))
        {
            long offset = 0;
            foreach (Part other in placed.Where(part.IsAtTheTimeOf).OrderBy(other => other.Offset))
            {
                if (offset + part.Elements <= other.Offset)
                    break;
                offset = Math.Max(offset, (other.Offset + other.Elements + Alignment - 1) / Alignment * Alignment);
            }

            part.Offset = offset;
            placed.Add(part);
            Elements = Math.Max(Elements, offset + part.Elements);
        }
    }

    private sealed class Part(long elements)
    {
        public long Elements { get; } = elements;

        public int Start { get; init; }

        public int End { get; set; }

        public long Offset { get; set; }

        public bool IsAtTheTimeOf(Part other) => Start <= other.End && other.Start <= End;
    }
}
