using System.Runtime.ExceptionServices;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Concurrency;

/// <summary>
/// Runs bodies on threads of their own, over and over: so many turns each in the default test command, so many seconds where
/// <see cref="LongRun"/> is asked for. A limit turns a deadlock into a failure; no slow machine comes near it.
/// </summary>
internal static class Stress
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <param name="turns">Turns of each body.</param>
    /// <param name="longSeconds">The time of the long form, in place of the turns.</param>
    /// <param name="bodies">What one thread does in one turn, given the thread's own random numbers.</param>
    /// <param name="companions">Bodies that run for as long as any of the others does.</param>
    /// <returns>Turns of all bodies together.</returns>
    public static long Loop(int turns, double longSeconds, IEnumerable<Action<Random>> bodies, params IEnumerable<Action<Random>> companions)
    {
        if (!LongRun.IsAsked)
            return LoopWhile(turn => turn < turns, bodies, companions, Patience);
        long end = Environment.TickCount64 + (long)(1000 * longSeconds);
        return LoopWhile(_ => Environment.TickCount64 < end, bodies, companions, Patience + TimeSpan.FromSeconds(longSeconds));
    }

    /// <summary>Runs bodies at the same time, a thread each, and fails if one fails or does not end.</summary>
    public static void RunAll(IEnumerable<Action> bodies) => RunAll(bodies, Patience);

    private static long LoopWhile(Func<int, bool> goesOn, IEnumerable<Action<Random>> bodies, IEnumerable<Action<Random>> companions, TimeSpan patience)
    {
        Action<Random>[] all = [.. bodies];
        int running = all.Length;
        long turns = 0;
        IEnumerable<Action> loops = all.Select((body, number) => (Action)(() =>
        {
            try
            {
                var random = new Random(number);
                for (int turn = 0; goesOn(turn); turn++, Interlocked.Increment(ref turns))
                    body(random);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }));
        IEnumerable<Action> companionLoops = companions.Select((companion, number) => (Action)(() =>
        {
            var random = new Random(all.Length + number);
            while (Volatile.Read(ref running) > 0)
                companion(random);
        }));
        RunAll(loops.Concat(companionLoops), patience);
        return turns;
    }

    private static void RunAll(IEnumerable<Action> bodies, TimeSpan patience)
    {
        Exception? error = null;
        Thread[] threads = [.. bodies.Select(body => new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception thrown)
            {
                Interlocked.CompareExchange(ref error, thrown, null);
            }
        }) { IsBackground = true })];
        foreach (Thread thread in threads)
            thread.Start();
        long end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        foreach (Thread thread in threads)
        {
            if (!thread.Join((int)Math.Max(0, end - Environment.TickCount64)))
                Assert.Fail("a thread does not come to its end: a deadlock?");
        }

        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
    }
}
