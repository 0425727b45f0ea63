using System.Runtime.CompilerServices;
using GroupConv.Threading;

namespace GroupConv.Tests.Concurrency;

/// <summary>The team under many tiny jobs, where its own few instructions are most of the time.</summary>
[Collection(nameof(Core.RunsAlone))]
public class TeamStressTests
{
    [Fact]
    public void Shares_hand_out_every_task_once_wherever_the_taker_begins()
    {
        var shares = new TaskShares();
        for (int slots = 1; slots <= 9; slots++)
            for (int tasks = 0; tasks <= 40; tasks++)
                for (int first = 0; first < slots; first++)
                {
                    shares.Reset(tasks, slots);
                    var taken = new List<long>();
                    // Three takers in turn, as threads would be.
                    int[] at = [first, 0, slots - 1];
                    for (int turn = 0; shares.TryTake(ref at[turn % 3], out long task); turn++)
                        taken.Add(task);
                    taken.Order().Should().Equal(Enumerable.Range(0, tasks).Select(task => (long)task));
                    shares.NoneLeft.Should().BeTrue();
                }
    }

    [Fact]
    public void Many_tiny_jobs_run_each_task_once_with_a_slot_for_each_thread_and_nobody_left()
    {
        Stress.Loop(turns: 300, longSeconds: 30, Enumerable.Range(0, 6).Select(_ =>
        {
            var job = new TinyJob();
            return (Action<Random>)(random => job.RunOnce(random));
        }));
    }

    /// <summary>
    /// The helper is sure to be in the middle of a task when the caller has nothing left to do, and goes on only after the caller had every
    /// chance to return.
    /// </summary>
    [Fact]
    public void A_caller_waits_for_a_helper_in_the_middle_of_a_task()
    {
        for (int run = 0; run < 20; run++)
        {
            using var job = new MeetingJob();
            WorkerTeam.Shared.Run(job, taskCount: 2, maxThreads: 2);
            job.HelperIsDone.Should().BeTrue();
        }
    }

    [Fact]
    public void Callers_that_come_at_once_do_not_start_threads_for_each_of_them()
    {
        // A team's threads stay for ever, so there are few rounds.
        for (int round = 0; round < 20; round++)
        {
            var team = new WorkerTeam();
            using var together = new Barrier(2);
            Stress.RunAll(Enumerable.Range(0, together.ParticipantCount).Select(_ => (Action)(() =>
            {
                var job = new TinyJob();
                together.SignalAndWait();
                job.Run(team, tasks: 20, threads: 2, CancellationToken.None);
            })));
            team.Workers.Should().Be(1);
        }
    }

    [Fact]
    public void Sleeping_workers_do_not_keep_a_job_from_the_garbage_collector()
    {
        WeakReference[] jobs = [.. Enumerable.Range(0, 20).Select(_ => RunOnce())];
        Collected.ShouldBe(jobs);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference RunOnce()
        {
            var job = new TinyJob();
            job.Run(WorkerTeam.Shared, tasks: 200, threads: 3, CancellationToken.None);
            return new WeakReference(job);
        }
    }

    /// <summary>Two tasks, one for the caller and one for a helper, which meet in them.</summary>
    private sealed class MeetingJob : ParallelJob, IDisposable
    {
        private readonly ManualResetEventSlim _helperCame = new(), _callerIsDone = new();
        private volatile bool _helperIsDone;

        public bool HelperIsDone => _helperIsDone;

        public void Dispose()
        {
            _helperCame.Dispose();
            _callerIsDone.Dispose();
        }

        protected override void Execute(long task, int slot)
        {
            if (slot == 0)
            {
                _helperCame.Wait();
                _callerIsDone.Set();
                return;
            }

            _helperCame.Set();
            _callerIsDone.Wait();
            Thread.Sleep(5);
            _helperIsDone = true;
        }
    }

    /// <summary>A job that watches how it is run.</summary>
    private sealed class TinyJob : ParallelJob
    {
        private const int MostTasks = 200;
        private readonly int[] _runs = new int[MostTasks];
        private readonly int[] _inSlot = new int[WorkerTeam.MostThreads];
        private readonly long[] _scratch = new long[WorkerTeam.MostThreads]; // not atomic: a slot with two threads would lose counts
        private bool _open;
        private string? _wrong;
        private int _failing = -1;

        public void RunOnce(Random random)
        {
            _failing = random.Next(20) == 0 ? random.Next(MostTasks) : -1;
            CancellationToken token = new(canceled: random.Next(20) == 0);
            try
            {
                Run(WorkerTeam.Shared, random.Next(random.Next(2) == 0 ? 8 : MostTasks), 1 + random.Next(6), token);
            }
            catch (InvalidOperationException error) when (error.Message == nameof(_failing))
            {
                _wrong.Should().BeNull();
            }
            catch (OperationCanceledException)
            {
                _runs.AsSpan().ContainsAnyExcept(0).Should().BeFalse();
            }
        }

        public void Run(WorkerTeam team, int tasks, int threads, CancellationToken token)
        {
            Array.Clear(_runs);
            Array.Clear(_scratch);
            Volatile.Write(ref _open, true);
            try
            {
                team.Run(this, tasks, threads, token);
            }
            finally
            {
                Volatile.Write(ref _open, false);
            }

            _wrong.Should().BeNull();
            _runs.AsSpan(0, tasks).ContainsAnyExcept(1).Should().BeFalse();
            _runs.AsSpan(tasks).ContainsAnyExcept(0).Should().BeFalse();
            _scratch.Sum().Should().Be(tasks);
        }

        protected override void Execute(long task, int slot)
        {
            if (!Volatile.Read(ref _open))
                _wrong = "a task began when the run was over";
            if (Interlocked.Exchange(ref _inSlot[slot], 1) != 0)
                _wrong = $"slot {slot} has two threads";
            Interlocked.Increment(ref _runs[task]);
            long before = _scratch[slot];
            Thread.SpinWait((int)(task % 3) * (slot == 0 ? 2 : 20)); // helpers are slower, so that callers have to wait for them
            if (slot != 0 && task % 5 == 0)
                Thread.Yield(); // lets another thread come into the slot, if any can, where processors are few
            _scratch[slot] = before + 1;
            Volatile.Write(ref _inSlot[slot], 0);
            if (!Volatile.Read(ref _open))
                _wrong = "a task ended when the run was over";
            if (task == _failing)
                throw new InvalidOperationException(nameof(_failing));
        }
    }
}
