namespace GroupConv.Tests.Support;

/// <summary>A clock that goes on by one step whenever it is read: between two readings that follow each other one step passes.</summary>
/// <param name="step">A whole number of ticks.</param>
internal sealed class StepClock(TimeSpan step) : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks += step.Ticks;
}
