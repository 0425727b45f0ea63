using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;
using GroupConv.Networks.Training.Steps;

namespace GroupConv.Networks.Training;

/// <summary>Functions of one element, with their derivatives.</summary>
internal static class ActivationSteps
{
    public static void Add(NodeSteps node)
    {
        switch (node.Layer)
        {
            case LeakyReLU layer:
                Add(node, new LeakyReluOp(layer.Slope), new LeakyReluGradient(layer.Slope));
                break;
            case Sigmoid:
                Add(node, default(SigmoidOp), default(SigmoidGradient));
                break;
            case Tanh:
                Add(node, default(TanhOp), default(TanhGradient));
                break;
            case SiLU:
                Add(node, default(SiluOp), default(SiluGradient));
                break;
            case HardSigmoid layer:
                Add(node, new HardSigmoidOp(layer.Slope, layer.Offset), new HardSigmoidGradient(layer.Slope, layer.Offset));
                break;
            case HardSwish:
                Add(node, default(HardSwishOp), default(HardSwishGradient));
                break;
            case { } layer when Fusion.ClampOf(layer) is { } clamp:
                Add(node, new ClampOp(clamp), new ClampGradient(clamp));
                break;
            default:
                throw node.Refusal();
        }
    }

    private static void Add<TOp, TGradient>(NodeSteps node, TOp op, TGradient gradient)
        where TOp : struct, IElementOp
        where TGradient : struct, IGradientOp
    {
        long elements = node.OutputShape.Elements;
        node.Add(
            new ElementStep<TOp>(op, node.Input(), node.Output, elements),
            target => new ElementGradientStep<TGradient>(gradient, node.Input(), node.Output, node.Gradient, target, elements));
    }
}
