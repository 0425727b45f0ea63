namespace GroupConv.Benchmarks.Peers.OneDnn;

/// <summary>Values of the enumerations and macros in oneDNN 2.6's dnnl_types.h; they are the same in all versions 2.</summary>
internal static class DnnlConstants
{
    public const int Success = 0; // dnnl_success
    public const int OutOfMemory = 1; // dnnl_out_of_memory
    public const int InvalidArguments = 2; // dnnl_invalid_arguments
    public const int Unimplemented = 3; // dnnl_unimplemented

    public const int Cpu = 1; // dnnl_cpu
    public const uint DefaultStream = 1; // dnnl_stream_default_flags
    public const int Float32 = 3; // dnnl_f32
    public const int ForwardInference = 96; // dnnl_forward_inference
    public const int ConvolutionAuto = 3; // dnnl_convolution_auto: direct, or Winograd where the library thinks it faster

    public const int AnyFormat = 1; // dnnl_format_tag_any: the primitive chooses
    public const int PlainVector = 2; // dnnl_a
    public const int Plain4d = 5; // dnnl_abcd: NCHW and OIHW
    public const int Plain5d = 7; // dnnl_abcde: GOIHW

    public const int QueryImplementation = 8; // dnnl_query_impl_info_str
    public const int QuerySource = 129; // dnnl_query_src_md
    public const int QueryWeights = 131; // dnnl_query_weights_md
    public const int QueryDestination = 133; // dnnl_query_dst_md

    public const int Source = 1; // DNNL_ARG_SRC, DNNL_ARG_FROM
    public const int Destination = 17; // DNNL_ARG_DST, DNNL_ARG_TO
    public const int Weights = 33; // DNNL_ARG_WEIGHTS
    public const int Bias = 41; // DNNL_ARG_BIAS
}
