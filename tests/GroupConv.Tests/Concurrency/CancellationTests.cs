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

    [Fact]
    public void Calls_canceled_at_any_moment_throw_their_token_and_leave_nobody_at_work()
    {
        var one = new StressCase(new GroupedConv2dOptions(32, 32, 3) { Padding = 1 }, size: 28, seed: 3);
        var blocked = new StressCase(one.Layer.Options with { Algorithm = ConvAlgorithm.Im2colGemm, InputLayout = TensorLayout.Nchw8c, OutputLayout = TensorLayout.Nchw16c }, size: 28, seed: 3);
        var winograd = new StressCase(one.Layer.Options with { Algorithm = ConvAlgorithm.Winograd }, size: 28, seed: 3);
        var reference = new StressCase(new GroupedConv2dOptions(8, 8, 3) { Algorithm = ConvAlgorithm.Reference }, size: 20, seed: 3);
        foreach (StressCase now in new[] { one, blocked, winograd, reference })
        {
            int canceled = 0, done = 0;
            float[] output = now.NewOutput();
            now.RunRight(output, maxThreads: 4);
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            now.RunRight(output, maxThreads: 4);
            long length = System.Diagnostics.Stopwatch.GetTimestamp() - start;
            // The first two turns are sure to be canceled and to be done.
            for (long end = Environment.TickCount64 + (long)(1000 * Stress.Seconds(longForm: 10)), turn = 0; turn < 2 || Environment.TickCount64 < end; turn++)
            {
                using var source = new CancellationTokenSource();
                long wait = turn == 0 ? 0 : turn == 1 ? 100 * length : Random.Shared.NextInt64(2 * length);
                var canceler = new Thread(() => CancelAfter(source, wait));
                bool thrown = false;
                canceler.Start();
                try
                {
                    now.RunRight(output, maxThreads: 4, source.Token);
                }
                catch (OperationCanceledException error)
                {
                    error.CancellationToken.Should().Be(source.Token);
                    thrown = true;
                    output.AsSpan().Fill(Untouched);
                    Thread.SpinWait(5_000);
                    output.AsSpan().ContainsAnyExcept(Untouched).Should().BeFalse("helpers are gone before the caller is");
                }

                _ = thrown ? canceled++ : done++;
                source.Cancel();
                canceler.Join();
                now.RunRight(output, maxThreads: 4);
            }

            done.Should().BePositive(now.ToString());
            canceled.Should().BePositive(now.ToString());
        }
    }

    [Fact]
    public void A_canceled_call_keeps_its_working_memory_for_the_next()
    {
        var one = new StressCase(new GroupedConv2dOptions(32, 32, 3) { Padding = 1 }, size: 28, seed: 3);
        float[] output = one.NewOutput();
        one.RunRight(output, maxThreads: 1);
        bool canceledInTheMiddle = false;
        for (int turn = 0; turn < 2000 && !canceledInTheMiddle; turn++)
        {
            output.AsSpan().Fill(Untouched);
            using var source = new CancellationTokenSource();
            var canceler = new Thread(() => CancelAfter(source, Random.Shared.Next(1_000_000)));
            canceler.Start();
            try
            {
                one.Run(output, maxThreads: 1, source.Token);
            }
            catch (OperationCanceledException)
            {
                canceledInTheMiddle = output.AsSpan().ContainsAnyExcept(Untouched);
            }

            canceler.Join();
        }

        canceledInTheMiddle.Should().BeTrue();
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
        int written = 0;
        for (int turn = 0; turn < 2000 && written == 0; turn++)
        {
            target.AsSpan().Fill(Untouched);
            using var cancel = new CancellationTokenSource();
            var canceler = new Thread(() => CancelAfter(cancel, Random.Shared.Next(1_000_000)));
            canceler.Start();
            try
            {
                TensorLayouts.Reorder(source, TensorLayout.Nchw, target, TensorLayout.Nchw8c, 1, channels, size, size, threads, cancel.Token);
                target.AsSpan().ContainsAnyExcept(1f).Should().BeFalse("a reorder that returns is done");
            }
            catch (OperationCanceledException error)
            {
                error.CancellationToken.Should().Be(cancel.Token);
                written = source.Length - target.AsSpan().Count(Untouched);
            }

            cancel.Cancel();
            canceler.Join();
        }

        written.Should().BeInRange(1, source.Length - 1);
    }

    [Fact]
    public void A_layer_does_not_hold_on_to_the_source_of_a_token()
    {
        var one = new StressCase(new GroupedConv2dOptions(64, 64, 3) { Padding = 1 }, size: 20, seed: 3);
        WeakReference source = RunWithSource(one);
        GC.Collect();
        source.IsAlive.Should().BeFalse();
        GC.KeepAlive(one);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference RunWithSource(StressCase one)
    {
        var source = new CancellationTokenSource();
        one.RunRight(one.NewOutput(), maxThreads: 2, source.Token);
        return new WeakReference(source);
    }

    // A timer would be too coarse for calls of a millisecond.
    private static void CancelAfter(CancellationTokenSource source, long ticks)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!source.IsCancellationRequested && System.Diagnostics.Stopwatch.GetTimestamp() - start < ticks)
            Thread.SpinWait(10);
        source.Cancel();
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
