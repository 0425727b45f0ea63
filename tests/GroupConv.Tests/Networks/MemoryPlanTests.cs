using GroupConv.Cli.Verification.Graphs;
using GroupConv.Networks;
using GroupConv.Networks.Compilation;
using GroupConv.Networks.Definition;
using Definitions = GroupConv.Networks.Definition.ReferenceLayers;

namespace GroupConv.Tests.Networks;

/// <summary>
/// Plans of memory, run with marks in place of numbers: every element that a layer computes is a number of its own, and layers that move
/// elements move the marks. So an element that is not written, is written to a wrong place or is overwritten too early is seen whatever its value.
/// </summary>
public class MemoryPlanTests
{
    private readonly Dictionary<(int Buffer, long Offset), float> _memory = [];
    private readonly Dictionary<(int Buffer, long Offset), List<float>> _written = [];
    private readonly Dictionary<GraphTensor, ReferenceTensor> _marks = [];
    private float _lastMark;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_element_of_every_output_is_written_exactly_once_and_nothing_is_overwritten_too_early(bool optimized)
    {
        CompileOptions options = optimized ? CompileOptions.Default : CompileOptions.Plain;
        int copies = 0;
        for (int seed = 0; seed < 1000; seed++)
        {
            NetworkCase one = RandomNetwork.Make(seed);
            Graph graph = GraphBuilder.Build(one.Build(), one.Weights(), one.Shapes);
            if (options.Fuse)
                Fusion.RemoveIdentities(graph);
            Fusion.FuseEpilogues(graph, options);
            copies += Run(graph, new MemoryPlan(graph, options.ReuseMemory), $"seed {seed}");
        }

        copies.Should().BeGreaterThan(100, "some parts cannot be computed where they are needed");
    }

    /// <returns>How many parts of concatenations were copied.</returns>
    private int Run(Graph graph, MemoryPlan plan, string seed)
    {
        _memory.Clear();
        _written.Clear();
        _marks.Clear();
        _lastMark = 0;
        int copied = 0;
        foreach (GraphTensor tensor in graph.Inputs.Concat(graph.Ops.Where(op => op.Layer is Constant).Select(op => op.Output)))
            Compute(plan, tensor);
        foreach (GraphOp op in graph.Ops.Where(op => op.Layer is not Constant))
        {
            foreach (GraphTensor input in op.Inputs)
                ShouldHold(plan.Of(input), _marks[input], $"{seed}: {op.Name} reads");
            if (CopiesOf(op, plan) is { } copies)
            {
                _marks[op.Output] = Definitions.Run(op.Layer, op.Output.Shape, [.. op.Inputs.Select(input => _marks[input])], []);
                foreach (Copy copy in copies.Where(copy => copy.IsNeeded))
                    Move(copy);
                copied += copies.Count(copy => copy.IsNeeded && op.Layer is Concat);
            }
            else
            {
                Compute(plan, op.Output);
            }

            ShouldHold(plan.Of(op.Output), _marks[op.Output], $"{seed}: {op.Name} gives");
        }

        foreach ((int output, GraphTensor tensor) in plan.Copies)
            Move(CopySteps.OfAll(tensor, plan.Of(tensor), OutputPlace(graph, output)));
        for (int output = 0; output < graph.Outputs.Count; output++)
        {
            ReferenceTensor marks = _marks[graph.Outputs[output]];
            Place place = OutputPlace(graph, output);
            ShouldHold(place, marks, $"{seed}: output {output}");
            for (long i = 0; i < marks.Values.Length; i++)
                _written[(place.Buffer, place.Offset + i)].Count(mark => mark == marks.Values[i]).Should().Be(1, $"of {seed}, output {output}, element {i}");
        }

        return copied;
    }

    private static Place OutputPlace(Graph graph, int output) => new(Place.FirstInput + graph.Inputs.Count + output, 0);

    /// <summary>The copies that move the elements of a layer that computes nothing; null for one that computes.</summary>
    private static Copy[]? CopiesOf(GraphOp op, MemoryPlan plan)
    {
        Place input = plan.Of(op.Inputs[0]), output = plan.Of(op.Output);
        return op.Layer switch
        {
            Concat concat => [.. CopySteps.OfConcat(op, concat, [.. op.Inputs.Select(plan.Of)], output)],
            Slice slice => [CopySteps.OfSlice(op, slice, input, output)],
            Permute permute => [CopySteps.OfPermute(op, permute, input, output)],
            ChannelShuffle shuffle => [CopySteps.OfShuffle(op, shuffle, input, output)],
            Identity or Dropout or Reshape or Flatten => [CopySteps.OfAll(op.Output, input, output)],
            _ => null,
        };
    }

    private void Compute(MemoryPlan plan, GraphTensor tensor)
    {
        ReferenceTensor marks = ReferenceTensor.Make(tensor.Shape, _ => ++_lastMark);
        _marks[tensor] = marks;
        Place place = plan.Of(tensor);
        for (long i = 0; i < marks.Values.Length; i++)
            Write(place.Buffer, place.Offset + i, marks.Values[i]);
    }

    private void Move(Copy copy)
    {
        for (long row = 0; row < copy.Walk.Rows; row++)
            for (long i = 0; i < copy.Walk.RowLength; i++)
            {
                long from = copy.From.Offset + copy.Walk.RowOffset(0, row) + i * copy.Walk.Steps[0][^1];
                long to = copy.To.Offset + copy.Walk.RowOffset(1, row) + i * copy.Walk.Steps[1][^1];
                Write(copy.To.Buffer, to, _memory[(copy.From.Buffer, from)]);
            }
    }

    private void Write(int buffer, long offset, float mark)
    {
        _memory[(buffer, offset)] = mark;
        if (!_written.TryGetValue((buffer, offset), out List<float>? marks))
            _written.Add((buffer, offset), marks = []);
        marks.Add(mark);
    }

    private void ShouldHold(Place place, ReferenceTensor marks, string because)
    {
        for (long i = 0; i < marks.Values.Length; i++)
        {
            if (!_memory.TryGetValue((place.Buffer, place.Offset + i), out float mark) || mark != marks.Values[i])
                Assert.Fail($"{because} element {i} that is not there");
        }
    }
}
