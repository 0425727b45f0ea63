using GroupConv.Networks.Blocks;

namespace GroupConv.Networks.Models;

/// <summary>
/// AlexNet, in the form of torchvision and in the original one, where grouped convolution began. Input [N, 3, H, W], normally 224x224;
/// output [N, classes], logits.
/// </summary>
public static class AlexNet
{
    /// <summary>
    /// The form with one column (Krizhevsky, 2014: One weird trick for parallelizing convolutional neural networks), with torchvision's
    /// channels and names.
    /// </summary>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>alexnet</c>.</returns>
    public static Network Create(int classes = 1000)
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Input();
        int at = 0;
        Conv(new(3, 64, 11) { Stride = 4, Padding = 2 });
        Pool();
        Conv(new(64, 192, 5) { Padding = 2 });
        Pool();
        Conv(new(192, 384, 3) { Padding = 1 });
        Conv(new(384, 256, 3) { Padding = 1 });
        Conv(new(256, 256, 3) { Padding = 1 });
        Pool();
        x = builder.Add("avgpool", new AdaptiveAvgPool2d(6), x);
        x = builder.Add("flatten", new Flatten(), x);
        x = builder.Add("classifier.0", new Dropout(), x);
        x = builder.Add("classifier.1", new Linear(256 * 6 * 6, 4096), x);
        x = builder.Add("classifier.2", new ReLU(), x);
        x = builder.Add("classifier.3", new Dropout(), x);
        x = builder.Add("classifier.4", new Linear(4096, 4096), x);
        x = builder.Add("classifier.5", new ReLU(), x);
        return builder.Build("alexnet", builder.Add("classifier.6", new Linear(4096, classes), x));

        void Conv(GroupedConv2dOptions options)
        {
            x = builder.Add($"features.{at++}", new Conv2d(options), x);
            x = builder.Add($"features.{at++}", new ReLU(), x);
        }

        void Pool() => x = builder.Add($"features.{at++}", new MaxPool2d(3) { Stride = 2 }, x);
    }

    /// <summary>
    /// The original (Krizhevsky et al., 2012: ImageNet Classification with Deep Convolutional Neural Networks), whose two columns are
    /// convolutions of two groups; but without its local response normalisation, which has no parameters and which Simonyan and Zisserman
    /// (2014, section 4.1) found to gain nothing.
    /// </summary>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>alexnet_two_groups</c>; its input must be 223x223 to 254x254, for its linear layers have one size.</returns>
    public static Network TwoGroups(int classes = 1000)
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.ConvReLU("conv1", builder.Input(), new(3, 96, 11) { Stride = 4, Padding = 2 });
        x = builder.Add("pool1", new MaxPool2d(3) { Stride = 2 }, x);
        x = builder.ConvReLU("conv2", x, new(96, 256, 5) { Padding = 2, Groups = 2 });
        x = builder.Add("pool2", new MaxPool2d(3) { Stride = 2 }, x);
        x = builder.ConvReLU("conv3", x, new(256, 384, 3) { Padding = 1 });
        x = builder.TwoGroupPair("conv4", "conv5", x, 384, 384, 256);
        x = builder.Add("pool5", new MaxPool2d(3) { Stride = 2 }, x);
        x = builder.Add("flatten", new Flatten(), x);
        x = builder.Add("fc6", new Linear(256 * 6 * 6, 4096), x);
        x = builder.Add("fc6_relu", new ReLU(), x);
        x = builder.Add("drop6", new Dropout(), x);
        x = builder.Add("fc7", new Linear(4096, 4096), x);
        x = builder.Add("fc7_relu", new ReLU(), x);
        x = builder.Add("drop7", new Dropout(), x);
        return builder.Build("alexnet_two_groups", builder.Add("fc8", new Linear(4096, classes), x));
    }
}
