using GroupConv.Tests.Support;
using GroupConv.Threading;

namespace GroupConv.Tests.Core;

/// <summary>What a caller may rely on beside the result: no garbage, any number of callers, memory within the plan.</summary>
[Collection(nameof(RunsAlone))]
public class CallTests
{
    /// <summary>In a process of its own, where no test host allocates.</summary>
    [Fact]
    public void A_warm_call_allocates_nothing() => WarmAllocations.ShouldBeZero(WarmAllocations.Forward);

    [Fact]
    public void One_layer_serves_many_callers_with_many_sizes()
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(12, 20, 3) { Padding = 1, Groups = 4 }, seed: 2);
        // More sizes than the layer keeps, so that some are prepared again and again.
        var cases = Enumerable.Range(5, 24).Select(size =>
        {
            float[] input = TestData.Uniform(12 * size * size, size);
            return (size, input, expected: TestData.Reference(layer, 1, size, size, input));
        }).ToArray();

        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            (int size, float[] input, float[] expected) = cases[i * 7 % cases.Length];
            Bits.ShouldBeTheSame(TestData.Run(layer, 1, size, size, input, maxThreads: 1 + i % 4), expected, $"size {size}, call {i}");
        });
    }

    [Fact]
    public void The_sizes_used_last_stay_warm_and_a_release_forgets_them()
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(4, 4, 3) { Padding = 1 }, seed: 2);
        float[] often = new float[4 * 9 * 9], rarely = new float[4 * 40 * 40], output = new float[4 * 40 * 40];
        for (int size = 1; size <= 40; size++)
        {
            layer.Forward(often, 1, 9, 9, output.AsSpan(0, often.Length), maxThreads: 1);
            layer.Forward(rarely.AsSpan(0, 4 * size * size), 1, size, size, output.AsSpan(0, 4 * size * size), maxThreads: 1);
        }

        Allocated(() => layer.Forward(often, 1, 9, 9, output.AsSpan(0, often.Length), maxThreads: 1)).Should().Be(0);
        layer.ReleaseWorkspace();
        Allocated(() => layer.Forward(often, 1, 9, 9, output.AsSpan(0, often.Length), maxThreads: 1)).Should().BePositive();

        static long Allocated(Action call)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void The_cap_on_threads_is_kept()
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(32, 64, 3) { Padding = 1 }, seed: 1);
        float[] input = new float[32 * 40 * 40], output = new float[64 * 40 * 40];
        int before = WorkerTeam.Shared.Posted;
        layer.Forward(input, 1, 40, 40, output, maxThreads: 1);
        WorkerTeam.Shared.Posted.Should().Be(before, "one thread offers nothing to others");
        layer.Forward(input, 1, 40, 40, output, maxThreads: 2);
        WorkerTeam.Shared.Posted.Should().BeGreaterThan(before);
    }

    /// <summary>Once helpers were at work on the memory of a caller that had been interrupted and was gone.</summary>
    [Fact]
    public void An_interrupted_caller_leaves_nobody_at_work_on_its_memory()
    {
        const int interrupts = 200;
        var layer = new GroupedConv2d(new GroupedConv2dOptions(32, 32, 3) { Padding = 1 }, seed: 1);
        float[] input = new float[32 * 16 * 16], output = new float[32 * 16 * 16];
        layer.Forward(input, 1, 16, 16, output, maxThreads: 4); // an interrupt of a static constructor would leave its type unusable
        int changedAfterwards = 0;
        var caller = new Thread(() =>
        {
            for (int interrupted = 0; interrupted < interrupts;)
            {
                try
                {
                    layer.Forward(input, 1, 16, 16, output, maxThreads: 4);
                    Thread.Sleep(0); // an interrupt that no wait of the call met comes out here
                }
                catch (ThreadInterruptedException)
                {
                    interrupted++;
                    output.AsSpan().Fill(777);
                    Thread.SpinWait(20_000);
                    changedAfterwards += output.AsSpan().ContainsAnyExcept(777f) ? 1 : 0;
                }
            }
        });
        caller.Start();
        while (caller.IsAlive)
        {
            caller.Interrupt();
            Thread.SpinWait(2_000);
        }

        caller.Join();
        changedAfterwards.Should().Be(0);
    }

    [Theory]
    [InlineData(VectorTier.Vector128)]
    [InlineData(VectorTier.Vector256)]
    [InlineData(VectorTier.Vector512)]
    public void Im2col_never_lies_in_memory_as_a_whole(VectorTier tier)
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(256, 512, 3) { Padding = 1, Algorithm = ConvAlgorithm.Im2colGemm, Tier = tier });
        ConvPlan plan = layer.Plan(28, 28);
        long matrix = 4L * plan.Geometry.Taps * plan.Geometry.OutPlane;
        plan.SharedWorkspaceBytes.Should().Be(4L * 256 * 30 * 30, "that is the padded input");
        plan.WorkspaceBytesPerThread.Should().BeLessThan(64 * 1024).And.BeLessThan(matrix / 100);
        plan.PackedWeightBytes.Should().Be(4L * plan.Geometry.WeightElements);
        layer.Plan(28, 28).Should().Be(plan, "a plan is a pure function");
    }

    [Fact]
    public void A_plan_explains_itself()
    {
        string text = new GroupedConv2d(new GroupedConv2dOptions(256, 512, 3) { Padding = 1, Groups = 4 }).Plan(28, 28).ToString();
        text.Should().Contain("Im2colGemm").And.Contain("SpatialLanes").And.Contain("estimated").And.Contain("Reference").And.Contain("tile").And.Contain("workspace");
    }

    [Fact]
    public void An_algorithm_can_be_pinned()
    {
        var options = new GroupedConv2dOptions(4, 4, 3) { Padding = 1 };
        foreach (ConvAlgorithm algorithm in TestData.Algorithms(options, 6, 6).Append(ConvAlgorithm.Winograd))
            new GroupedConv2d(options with { Algorithm = algorithm }).Plan(6, 6).Algorithm.Should().Be(algorithm);
    }
}

/// <summary>Tests that count the allocations of the whole process run while no other test does.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public class RunsAlone;
