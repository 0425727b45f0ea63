using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;
using GroupConv.Networks.Training.Steps;

namespace GroupConv.Networks.Training;

/// <summary>The steps of every layer that can be trained.</summary>
internal static class StepTable
{
    /// <summary>Adds the steps of a node, forward and backward.</summary>
    /// <exception cref="NotSupportedException">The layer has no backward; the message names the node.</exception>
    public static void Add(NodeSteps node)
    {
        switch (node.Layer)
        {
            case Conv2d or Conv1d or Linear or ConvTranspose2d:
                ConvolutionSteps.Add(node);
                break;
            case BatchNorm2d norm:
                AddNorm(node, norm);
                break;
            case PReLU:
                AddPRelu(node);
                break;
            case Dropout or Softmax:
                AddOther(node);
                break;
            case Activation:
                ActivationSteps.Add(node);
                break;
            case Pool2d or AdaptiveAvgPool2d or Resize:
                AddPlanes(node);
                break;
            case Arithmetic:
                PairSteps.Add(node);
                break;
            default:
                MovingSteps.Add(node);
                break;
        }
    }

    private static void AddNorm(NodeSteps node, BatchNorm2d norm)
    {
        TensorShape shape = node.OutputShape;
        int batch = shape[0], plane = Sizes.ToLength(shape.Elements / Math.Max(1, (long)batch * norm.Channels), "the number of a plane's elements");
        var layout = new NormLayout(new PlaneSizes(batch, norm.Channels, 1, plane));
        var state = new NormState(norm.Channels);
        var places = new NormPlaces(
            node.Input(), node.InputCount > 1 ? node.Input(1) : null, node.Output, node.Value("weight"), node.Value("bias"),
            node.Statistic("running_mean"), node.Statistic("running_var"));
        var gradients = new NormGradients(
            node.Gradient, node.Target(), node.InputCount > 1 ? node.Target(1) : null, node.ValueGradient("weight"), node.ValueGradient("bias"));
        node.Forward.Add(new NormForwardStep(layout, state, places, norm.Epsilon, node.Options.BatchNormMomentum, node.Rectifies));
        node.Backward.Add(new NormBackwardStep(layout, state, places, gradients, node.Rectifies));
    }

    private static void AddPRelu(NodeSteps node)
    {
        TensorShape shape = node.OutputShape;
        int slopes = ((PReLU)node.Layer).Slopes, batch = slopes == 1 ? 1 : shape[0];
        var sizes = new PlaneSizes(batch, slopes, 1, Sizes.ToLength(shape.Elements / Math.Max(1, (long)batch * slopes), "the number of a plane's elements"));
        node.Forward.Add(new PReluStep(sizes, node.Input(), node.Value("weight"), node.Output));
        node.Backward.Add(new PReluGradientStep(sizes, node.Input(), node.Value("weight"), node.Gradient, node.Target(), node.ValueGradient("weight")));
    }

    private static void AddOther(NodeSteps node)
    {
        TensorShape shape = node.OutputShape;
        if (node.Layer is Dropout dropout)
        {
            uint seed = NamedRandom.HashOf(node.Node.Name, node.Options.Seed);
            IStep Step(Place from, Place to) => new DropoutStep(node.Memory.Runs, seed, dropout.Probability, from, to, shape.Elements);
            node.Add(Step(node.Input(), node.Output), target => Step(node.Gradient, target));
            return;
        }

        int axis = Axes.Resolve(((Softmax)node.Layer).Axis, shape, node.Layer);
        long outer = new TensorShape(shape.AsSpan()[..axis]).Elements, inner = new TensorShape(shape.AsSpan()[(axis + 1)..]).Elements;
        node.Add(
            new SoftmaxStep(outer, shape[axis], inner, node.Input(), node.Output),
            target => new SoftmaxGradientStep(outer, shape[axis], inner, node.Output, node.Gradient, target));
    }

    private static void AddPlanes(NodeSteps node)
    {
        PlaneSizes from = node.InputSizes, to = node.OutputSizes;
        (Place input, Place output, Place gradient) = (node.Input(), node.Output, node.Gradient);
        switch (node.Layer)
        {
            case MaxPool2d pool:
                node.Add(new PoolStep<MaxOp>(pool, false, from, to, 1, input, output), target => new MaxPoolGradientStep(pool, from, to, input, gradient, target));
                break;
            case AvgPool2d pool:
                node.Add(
                    new PoolStep<MeanOp>(pool, pool.CountIncludePad, from, to, 1, input, output),
                    target => new MeanPoolGradientStep(pool, from, to, gradient, target));
                break;
            case Resize resize:
                node.Add(new ResizeStep(resize.Rule, from, to, 1, input, output), target => new ResizeGradientStep(resize.Rule, from, to, gradient, target));
                break;
            default:
                IStep forward = to.Plane == 1 ? new PlaneMeanStep(from, 1, input, output) : new AdaptiveMeanStep(from, to, input, output);
                node.Add(forward, target => new AdaptiveMeanGradientStep(from, to, gradient, target));
                break;
        }
    }
}
