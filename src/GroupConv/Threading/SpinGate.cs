namespace GroupConv.Threading;

/// <summary>
/// A lock for a few instructions. Unlike <c>lock</c> it cannot be interrupted: while helpers write to a caller's memory, the caller must
/// not leave by an exception.
/// </summary>
internal struct SpinGate
{
    private const int TurnsBeforeYield = 50;
    private int _taken;

    public void Enter()
    {
        for (int turn = 0; Interlocked.Exchange(ref _taken, 1) != 0; turn++)
            Pause(turn);
    }

    public void Exit() => Volatile.Write(ref _taken, 0);

    /// <summary>A moment's wait that neither sleeps nor can be interrupted.</summary>
    /// <param name="turn">How often it was waited before.</param>
    public static void Pause(int turn)
    {
        if (turn < TurnsBeforeYield)
            Thread.SpinWait(10);
        else
            Thread.Yield();
    }
}
