using System.Text;

namespace GroupConv.Networks;

/// <summary>
/// Random numbers that depend on a seed and a name alone, in every process: FNV-1a (Fowler, Noll and Vo, 1991) of the name's UTF-8 and
/// the seed begins a SplitMix64 (Steele, Lea and Flood, 2014).
/// </summary>
internal sealed class NamedRandom
{
    private ulong _state = 0xcbf29ce484222325;

    public NamedRandom(string name, int seed)
    {
        foreach (byte value in Encoding.UTF8.GetBytes(name))
            _state = (_state ^ value) * 0x100000001b3;
        _state ^= (ulong)(uint)seed << 32;
        _ = NextBits();
    }

    /// <summary>A number of 32 bits that depends on a name and a seed alone.</summary>
    public static uint HashOf(string name, int seed) => (uint)(new NamedRandom(name, seed).NextBits() >> 32);

    /// <summary>An order of the numbers from 0, each as likely as the others (Durstenfeld, 1964), without the bias of a remainder.</summary>
    public void Shuffle(Span<int> order)
    {
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }

    /// <summary>Fills with numbers of the normal distribution around 0 (Box and Muller, 1958).</summary>
    public void Normal(Span<float> values, double deviation)
    {
        for (int i = 0; i < values.Length; i += 2)
        {
            double radius = deviation * Math.Sqrt(-2 * Math.Log(1 - NextUnit()));
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * NextUnit());
            values[i] = (float)(radius * cosine);
            if (i + 1 < values.Length)
                values[i + 1] = (float)(radius * sine);
        }
    }

    /// <summary>Fills with numbers from -bound to bound, each as likely as the others.</summary>
    public void Uniform(Span<float> values, double bound)
    {
        foreach (ref float value in values)
            value = (float)((2 * NextUnit() - 1) * bound);
    }

    /// <summary>From 0 to 1, without 1.</summary>
    private double NextUnit() => (NextBits() >> 11) * (1.0 / (1L << 53));

    /// <summary>From 0 to a limit, without it. What lies beyond the last whole multiple of the limit is drawn again.</summary>
    private int Below(int limit)
    {
        ulong end = ulong.MaxValue - ulong.MaxValue % (uint)limit, bits;
        do
        {
            bits = NextBits();
        }
        while (bits >= end);
        return (int)(bits % (uint)limit);
    }

    private ulong NextBits()
    {
        ulong bits = _state += 0x9e3779b97f4a7c15;
        bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
        bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
        return bits ^ (bits >> 31);
    }
}
