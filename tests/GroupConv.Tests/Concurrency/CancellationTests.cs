using System.Numerics.Tensors;
using GroupConv.Threading;

namespace GroupConv.Tests.Concurrency;

/// <summary>What a caller may rely on who stops a call.</summary>
[Collection(nameof(Core.RunsAlone))]
public class CancellationTests
{
    private const float Untouched = 777;

    [Fact]
    public void A_call_canceled_before_its_start_computes_nothing()
    {
        var canceled = new CancellationToken(canceled: true);
        foreach (StressCase one in StressCase.All())
        {
            float[] output = one.NewOutput();
            output.AsSpan().Fill(Untouched);
            foreach (int threads in new[] { 0, 1, 4 })
                one.Invoking(o => o.Run(output, threads, canceled)).Should().Throw<OperationCanceledException>(one.ToString()).Which.CancellationToken.Should().Be(canceled);
            output.AsSpan().ContainsAnyExcept(Untouched).Should().BeFalse(one.ToString());
            one.RunRight(output, maxThreads: 2);
        }
    }

    [Fact]
    public void Every_overload_takes_a_token()
    {
        var canceled = new CancellationToken(canceled: true);
        var layer = new GroupedConv2d(new GroupedConv2dOptions(2, 2, 1));
        var line = new GroupedConv1d(new GroupedConv1dOptions(2, 2, 1));
        float[] input = new float[8], residual = new float[8], output = new float[8];
        Tensor<float> image = Tensor.Create(input, [1, 2, 2, 2]), result = Tensor.Create(output, [1, 2, 2, 2]), signal = Tensor.Create(input, [1, 2, 4]);
        Action[] calls =
        [
            () => layer.Forward(image, cancellationToken: canceled),
            () => layer.Forward(image, image, cancellationToken: canceled),
            () => layer.Forward(image.AsReadOnlyTensorSpan(), result.AsTensorSpan(), cancellationToken: canceled),
            () => layer.Forward(image.AsReadOnlyTensorSpan(), image.AsReadOnlyTensorSpan(), result.AsTensorSpan(), cancellationToken: canceled),
            () => layer.Forward(input, 1, 2, 2, output, cancellationToken: canceled),
            () => layer.Forward(input, 1, 2, 2, residual, output, cancellationToken: canceled),
            () => layer.Forward([], 0, 2, 2, [], cancellationToken: canceled),
            () => line.Forward(signal, cancellationToken: canceled),
            () => line.Forward(signal.AsReadOnlyTensorSpan(), Tensor.Create(output, [1, 2, 4]).AsTensorSpan(), cancellationToken: canceled),
            () => line.Forward(input, 1, 4, output, cancellationToken: canceled),
            () => TensorLayouts.Reorder(input, TensorLayout.Nchw8c, output, TensorLayout.Nchw, 1, 8, 1, 1, cancellationToken: canceled),
            () => TensorLayouts.Reorder([], TensorLayout.Nchw8c, [], TensorLayout.Nchw, 0, 8, 1, 1, cancellationToken: canceled),
        ];
        for (int i = 0; i < calls.Length; i++)
            calls[i].Should().Throw<OperationCanceledException>($"call {i}");
        layer.Invoking(l => l.Forward(input, 1, 0, 2, output, cancellationToken: canceled)).Should().Throw<ArgumentException>("wrong arguments are said first");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_canceled_job_starts_no_other_task(int threads)
    {
        for (int run = 0; run < 200; run++)
        {
            using var source = new CancellationTokenSource();
            var job = new CancelingJob(source, atTask: 10);
            Action act = () => WorkerTeam.Shared.Run(job, 1000, threads, source.Token);
            act.Should().Throw<OperationCanceledException>().Which.CancellationToken.Should().Be(source.Token);
            // Who polled just before may still do the task he has.
            job.Started.Should().BeInRange(10, 10 + threads - 1);
            job.AtWork.Should().Be(0, "helpers are gone before the caller is");
            WorkerTeam.Shared.Run(job, 5, threads);
            job.Started.Should().BeGreaterThanOrEqualTo(15, "the job can be run again");
        }
    }

    [Fact]
    public void A_job_whose_last_task_is_done_is_not_canceled()
    {
        using var source = new CancellationTokenSource();
        var job = new CancelingJob(source, atTask: 10);
        WorkerTeam.Shared.Run(job, 10, 1, source.Token);
        job.Started.Should().Be(10);
    }

    /// <summary>
    /// Every poll of a call is a moment at which it is canceled once. Nobody writes to the output from then on, and the next call is right.
    /// </summary>
    [Theory]
    [InlineData(ConvAlgorithm.Auto, TensorLayout.Nchw, TensorLayout.Nchw)]
    [InlineData(ConvAlgorithm.Im2colGemm, TensorLayout.Nchw8c, TensorLayout.Nchw16c)]
    [InlineData(ConvAlgorithm.Winograd, TensorLayout.Nchw, TensorLayout.Nchw)]
    [InlineData(ConvAlgorithm.Reference, TensorLayout.Nchw, TensorLayout.Nchw)]
    public void A_call_canceled_at_any_moment_throws_its_token_and_leaves_no_helper_at_work(ConvAlgorithm algorithm, TensorLayout input, TensorLayout output)
    {
        int channels = algorithm == ConvAlgorithm.Reference ? 4 : 32;
        var options = new GroupedConv2dOptions(channels, channels, 3) { Padding = 1, Algorithm = algorithm, InputLayout = input, OutputLayout = output };
        var one = new StressCase(options, size: 14, seed: 3);
        float[] result = one.NewOutput();
        int polls = PollsOf(token => one.RunRight(result, maxThreads: 4, token));
        polls.Should().BeGreaterThan(1);
        for (int poll = 1; poll <= polls; poll++)
        {
            using var cancel = new CancelAtPoll(poll);
            Action act = () => one.Run(result, maxThreads: 4, cancel.Token);
            act.Should().Throw<OperationCanceledException>($"poll {poll} of {polls}").Which.CancellationToken.Should().Be(cancel.Token);
            result.AsSpan().Fill(Untouched);
            Thread.SpinWait(5_000);
            result.AsSpan().ContainsAnyExcept(Untouched).Should().BeFalse("helpers are gone before the caller is");
            one.RunRight(result, maxThreads: 4);
        }
    }

    [Fact]
    public void A_canceled_call_keeps_its_working_memory_for_the_next()
    {
        var one = new StressCase(new GroupedConv2dOptions(32, 32, 3) { Padding = 1 }, size: 28, seed: 3);
        float[] output = one.NewOutput();
        int polls = PollsOf(token => one.RunRight(output, maxThreads: 1, token));
        output.AsSpan().Fill(Untouched);
        using (var cancel = new CancelAtPoll(polls))
            one.Invoking(o => o.Run(output, maxThreads: 1, cancel.Token)).Should().Throw<OperationCanceledException>();
        output.AsSpan().Count(Untouched).Should().BeInRange(1, output.Length - 1, "it was canceled before the last task");

        long before = GC.GetAllocatedBytesForCurrentThread();
        one.RunRight(output, maxThreads: 1);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_reorder_can_be_canceled_in_the_middle(int threads)
    {
        const int channels = 256, size = 64;
        float[] source = new float[channels * size * size], target = new float[source.Length];
        source.AsSpan().Fill(1);
        target.AsSpan().Fill(Untouched);
        // When the threads poll once more than there are threads, one of them is done with a task.
        using var cancel = new CancelAtPoll(threads + 1);
        Action act = () => TensorLayouts.Reorder(source, TensorLayout.Nchw, target, TensorLayout.Nchw8c, 1, channels, size, size, threads, cancel.Token);
        act.Should().Throw<OperationCanceledException>().Which.CancellationToken.Should().Be(cancel.Token);
        int untouched = target.AsSpan().Count(Untouched);
        untouched.Should().BeInRange(1, target.Length - 1);
        (untouched + target.AsSpan().Count(1f)).Should().Be(target.Length);
    }

    [Fact]
    public void A_layer_does_not_hold_on_to_the_source_of_a_token()
    {
        var one = new StressCase(new GroupedConv2dOptions(64, 64, 3) { Padding = 1 }, size: 20, seed: 3);
        WeakReference source = RunWithSource(one);
        Collected.ShouldBe([source]);
        GC.KeepAlive(one);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference RunWithSource(StressCase one)
    {
        var source = new CancellationTokenSource();
        one.RunRight(one.NewOutput(), maxThreads: 2, source.Token);
        return new WeakReference(source);
    }

    /// <summary>How often a run that nobody cancels polls its token.</summary>
    private static int PollsOf(Action<CancellationToken> run)
    {
        using var never = new CancelAtPoll(0);
        run(never.Token);
        return never.Polls;
    }

    private sealed class CancelingJob(CancellationTokenSource source, int atTask) : ParallelJob
    {
        private int _started;
        private int _atWork;

        public int Started => _started;

        public int AtWork => Volatile.Read(ref _atWork);

        protected override void Execute(long task, int slot)
        {
            Interlocked.Increment(ref _atWork);
            int started = Interlocked.Increment(ref _started);
            if (started == atTask)
                source.Cancel();
            while (started > atTask && !source.IsCancellationRequested)
                Thread.Yield(); // no task ends while the source is being canceled, which takes its time
            if (slot != 0)
                Thread.SpinWait(1000); // a caller that does not wait for helpers would be gone by now
            Interlocked.Decrement(ref _atWork);
        }
    }
}
