namespace GroupConv.Cli.Verification;

/// <summary>Draws convolutions of all kinds, small enough for the reference: the corners that a hand-written list forgets.</summary>
internal static class RandomGeometry
{
    /// <summary>The most multiply-adds of one: the reference takes some ten milliseconds for them.</summary>
    public const long MostMacs = 16_000_000;

    private const long MostElements = 600_000;
    private const int MostChannelsPerGroup = 70;
    private const int MostGroups = 12;
    private const int MostDepthwiseGroups = 70;
    private const int MostSide = 70;
    private const int MostKernel = 11;
    private const int MostStride = 5;
    private const int MostDilation = 4;
    private const int MostHalvings = 6;

    /// <summary>A generator whose numbers depend on every bit of the seed: neighbouring seeds of <see cref="Random"/> alone begin alike.</summary>
    public static Random Generator(int seed)
    {
        ulong mixed = (ulong)seed * 0x9E3779B97F4A7C15; // SplitMix64 (Steele et al., 2014)
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        return new Random((int)(mixed >> 33));
    }

    /// <summary>The same generator state gives the same convolution.</summary>
    public static ConvGeometry Draw(Random random)
    {
        // Most cases are far below the bounds, so that a campaign can have many.
        int halvings = random.Next(MostHalvings);
        while (true)
        {
            GroupedConv2dOptions options = Options(random);
            int batch = random.Next(20) switch { 0 => 0, < 13 => 1, < 16 => 2, 16 => 3, 17 or 18 => 4, _ => 5 };
            int height = Skewed(random, MostSide);
            int width = Skewed(random, MostSide);
            if (!Fits(options, height, width))
                continue;
            var geometry = new ConvGeometry(options, batch, height, width);
            // An empty batch must not let a convolution through whose weights alone are too much.
            long images = Math.Max(1, batch);
            if (images * geometry.OutChannels * geometry.OutPlane * geometry.Taps <= MostMacs >> halvings
                && images * Math.Max(geometry.OutChannels * geometry.OutPlane, geometry.InChannels * geometry.PaddedPlane) <= MostElements >> halvings / 2)
                return geometry;
        }
    }

    private static GroupedConv2dOptions Options(Random random)
    {
        (int groups, int inPerGroup, int outPerGroup) = random.Next(4) switch
        {
            0 => (Skewed(random, MostDepthwiseGroups), 1, random.Next(3) == 0 ? random.Next(2, 5) : 1),
            1 => (1, Skewed(random, MostChannelsPerGroup), Skewed(random, MostChannelsPerGroup)),
            _ => (random.Next(2, MostGroups + 1), Skewed(random, MostChannelsPerGroup), Skewed(random, MostChannelsPerGroup)),
        };
        // Depthwise kernels of the usual sizes have tiles of their own.
        bool usual = inPerGroup == 1 && random.Next(2) == 0;
        // Whole blocks and whole parts of blocks, where blocked layouts need no reorder.
        if (random.Next(3) == 0)
        {
            inPerGroup = outPerGroup = 1 << random.Next(6);
            groups = Math.Max(1, groups / 8) * 8;
        }

        Size2d kernel = usual ? 3 + 2 * random.Next(3) : random.Next(4) == 0 ? 3 : Pair(random, MostKernel);
        Size2d dilation = !usual && random.Next(3) == 0 ? Pair(random, MostDilation) : 1;
        return new GroupedConv2dOptions(groups * inPerGroup, groups * outPerGroup, kernel)
        {
            Groups = groups,
            Stride = random.Next(2) == 0 ? 1 : usual ? 2 : Pair(random, MostStride),
            Dilation = dilation,
            Padding = DrawPadding(random, kernel, dilation),
            PaddingMode = usual || random.Next(2) == 0 ? PaddingMode.Zeros : (PaddingMode)random.Next(4),
            Bias = random.Next(2) == 0,
            InputLayout = DrawLayout(random),
            OutputLayout = DrawLayout(random),
            Clamp = random.Next(6) switch
            {
                0 => OutputClamp.Relu,
                1 => OutputClamp.Relu6,
                2 => new OutputClamp(-0.5f, 0.25f),
                _ => OutputClamp.None,
            },
        };
    }

    /// <summary>Mostly planes.</summary>
    private static TensorLayout DrawLayout(Random random) => random.Next(3) == 0 ? (TensorLayout)random.Next(1, 3) : TensorLayout.Nchw;

    private static Padding DrawPadding(Random random, Size2d kernel, Size2d dilation)
    {
        // One more than the dilated kernel spans: whole windows of nothing but padding.
        int mostRows = (kernel.Height - 1) * dilation.Height + 2;
        int mostColumns = (kernel.Width - 1) * dilation.Width + 2;
        return random.Next(8) switch
        {
            0 => Padding.Valid,
            1 => Padding.SameUpper,
            2 => Padding.SameLower,
            3 => new Padding(random.Next(mostRows + 1), random.Next(mostColumns + 1), random.Next(mostRows + 1), random.Next(mostColumns + 1)),
            4 => new Padding(random.Next(3), random.Next(3), random.Next(3), random.Next(3)),
            _ => new Padding(kernel.Height / 2 * dilation.Height, kernel.Width / 2 * dilation.Width),
        };
    }

    /// <summary>What <see cref="ConvGeometry"/> refuses is drawn again; asking it would cost an exception each time.</summary>
    private static bool Fits(GroupedConv2dOptions options, int height, int width) =>
        AxisFits(options, height, options.Kernel.Height, options.Stride.Height, options.Dilation.Height, options.Padding.Top, options.Padding.Bottom)
        && AxisFits(options, width, options.Kernel.Width, options.Stride.Width, options.Dilation.Width, options.Padding.Left, options.Padding.Right);

    private static bool AxisFits(GroupedConv2dOptions options, int size, int kernel, int stride, int dilation, int before, int after)
    {
        int span = (kernel - 1) * dilation + 1;
        int most = Math.Max(before, after);
        if (options.Padding.Kind != PaddingKind.Explicit)
        {
            int total = Math.Max((size - 1) / stride * stride + span - size, 0);
            most = (total + 1) / 2;
        }
        else if (size + before + after < span)
        {
            return false;
        }

        return options.PaddingMode switch
        {
            PaddingMode.Reflect => most <= size - 1,
            PaddingMode.Circular => most <= size,
            _ => true,
        };
    }

    private static Size2d Pair(Random random, int most)
    {
        int height = random.Next(1, most + 1);
        return random.Next(3) == 0 ? (height, random.Next(1, most + 1)) : height;
    }

    /// <summary>1 to <paramref name="most"/>, the small ones more often: products of large ones are over the bounds anyway.</summary>
    private static int Skewed(Random random, int most)
    {
        double share = random.NextDouble();
        return 1 + (int)(share * share * most);
    }
}
