namespace GroupConv.Networks;

/// <summary>What the weights of convolutions begin with. Those of other layers are the same in both: see <see cref="StateDict.Random"/>.</summary>
public enum Initialization
{
    /// <summary>
    /// Normal, so that gradients keep their variance through ReLUs (He et al., 2015: by fan-out, which with groups is Cout / G * Kh * Kw, the
    /// outputs that an input reaches), and biases of 0: torchvision's models.
    /// </summary>
    KaimingNormal,

    /// <summary>
    /// Uniform in +-1 / sqrt(fan-in), weights and biases, where fan-in is Cin / G * Kh * Kw, the inputs that an output sees: PyTorch's layers by
    /// default. The weights are smaller, so that in front of a batch norm, which takes their size away, the same learning rate changes them more.
    /// </summary>
    KaimingUniform,
}
