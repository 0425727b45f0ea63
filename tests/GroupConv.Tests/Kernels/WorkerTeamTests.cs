using GroupConv.Threading;

namespace GroupConv.Tests.Kernels;

public class WorkerTeamTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(1000, 1)]
    [InlineData(1000, 2)]
    [InlineData(1000, 7)]
    public void Every_task_runs_once_and_slots_stay_below_the_cap(int tasks, int threads)
    {
        var job = new CountingJob(tasks);
        for (int run = 1; run <= 50; run++)
        {
            WorkerTeam.Shared.Run(job, tasks, threads);
            job.Counts.All(count => count == run).Should().BeTrue();
        }

        job.MostSlot.Should().BeLessThan(threads);
    }

    [Fact]
    public void A_failing_task_reaches_the_caller_and_leaves_the_team_at_work()
    {
        var job = new FailingJob();
        for (int run = 0; run < 20; run++)
        {
            Action act = () => WorkerTeam.Shared.Run(job, 100, 3);
            act.Should().Throw<InvalidOperationException>().WithMessage("task 40");
        }

        Every_task_runs_once_and_slots_stay_below_the_cap(100, 3);
    }

    [Fact]
    public void Jobs_within_jobs_and_many_callers_finish()
    {
        Parallel.For(0, 16, _ =>
        {
            var outer = new NestingJob(depth: 3);
            WorkerTeam.Shared.Run(outer, 4, 4);
            outer.Leaves.Should().Be(4 * 4 * 4);
        });
    }

    private sealed class CountingJob(int tasks) : ParallelJob
    {
        private int _mostSlot;

        public int[] Counts { get; } = new int[tasks];

        public int MostSlot => _mostSlot;

        protected override void Execute(long task, int slot)
        {
            Interlocked.Increment(ref Counts[task]);
            for (int seen = _mostSlot; slot > seen; seen = _mostSlot)
                Interlocked.CompareExchange(ref _mostSlot, slot, seen);
        }
    }

    private sealed class FailingJob : ParallelJob
    {
        protected override void Execute(long task, int slot)
        {
            if (task == 40)
                throw new InvalidOperationException("task 40");
        }
    }

    private sealed class NestingJob(int depth) : ParallelJob
    {
        private int _leaves;

        public int Leaves => _leaves;

        protected override void Execute(long task, int slot)
        {
            if (depth == 1)
            {
                Interlocked.Increment(ref _leaves);
                return;
            }

            var inner = new NestingJob(depth - 1);
            WorkerTeam.Shared.Run(inner, 4, 4);
            Interlocked.Add(ref _leaves, inner.Leaves);
        }
    }
}
