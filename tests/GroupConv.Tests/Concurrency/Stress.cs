using System.Runtime.ExceptionServices;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Concurrency;

/// <summary>How long the tests of this folder run, and the limit that turns a deadlock into a failure.</summary>
internal static class Stress
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Seconds for a test that has so many in the long form; a twentieth of it in the normal run.</summary>
    public static double Seconds(double longForm) => LongRun.IsAsked ? longForm : longForm / 20;

    /// <summary>Runs the bodies on threads of their own, over and over until the time is up.</summary>
    /// <param name="seconds">The time.</param>
    /// <param name="bodies">What one thread does in one turn, given the thread's own random numbers.</param>
    /// <returns>Turns of all threads together.</returns>
    public static long Loop(double seconds, IEnumerable<Action<Random>> bodies)
    {
        long end = Environment.TickCount64 + (long)(1000 * seconds);
        long turns = 0;
        RunAll(bodies.Select((body, number) => (Action)(() =>
        {
            var random = new Random(number);
            for (; Environment.TickCount64 < end; Interlocked.Increment(ref turns))
                body(random);
        })), Patience + TimeSpan.FromSeconds(seconds));
        return turns;
    }

    /// <summary>Runs bodies at the same time, a thread each, and fails if one fails or does not end.</summary>
    public static void RunAll(IEnumerable<Action> bodies, TimeSpan? patience = null)
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
        long end = Environment.TickCount64 + (long)(patience ?? Patience).TotalMilliseconds;
        foreach (Thread thread in threads)
        {
            if (!thread.Join((int)Math.Max(0, end - Environment.TickCount64)))
                Assert.Fail("a thread does not come to its end: a deadlock?");
        }

        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
    }
}
