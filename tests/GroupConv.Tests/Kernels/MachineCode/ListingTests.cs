namespace GroupConv.Tests.Kernels.MachineCode;

/// <summary>Listings in which it is known what there is to find.</summary>
public class ListingTests
{
    // Rows (IG03), in each a loop over taps (IG05). Its rare part (IG09) lies behind the method's end, and before it, on no way, IG04.
    private const string Good = """
        ; Assembly listing for method Some.Space.Tile4x3`2[Some.Space.Lanes256,System.Runtime.Intrinsics.Vector256`1[float]]:Run[Some.Space.TwoStrips](byref) (FullOpts)
        ; rbp based frame

        G_M000_IG01:                ;; offset=0x0000
               push     rbp
               mov      rdi, qword ptr [rbp+0x10]
               jmp      G_M000_IG03

        G_M000_IG02:                ;; offset=0x0010
               align    [0 bytes for IG03]

        G_M000_IG03:                ;; offset=0x0010
               vxorps   ymm0, ymm0, ymm0
               mov      qword ptr [rbp-0x30], rdi
               jmp      G_M000_IG05

        G_M000_IG04:                ;; offset=0x0020
               align    [0 bytes for IG05]

        G_M000_IG05:                ;; offset=0x0020
               vmovups  ymm1, ymmword ptr [rdi]
               vbroadcastss ymm2, dword ptr [rsi]
               cmp      byte  ptr [rsi+0x50], 0
               jne      SHORT G_M000_IG09

        G_M000_IG06:                ;; offset=0x0030
               vfmadd231ps ymm0, ymm1, ymmword ptr [rdi+0x20]
               vfmadd213ps ymm2, ymm1, ymm0
               vmovups  ymmword ptr [rsi+0x20], ymm2
               lea      rdi, [rdi+0x20]
               dec      ecx
               jne      SHORT G_M000_IG05

        G_M000_IG07:                ;; offset=0x0040
               mov      rdi, qword ptr [rbp-0x30]
               call     [Some.Space.Sites:Next()]
               dec      edx
               jne      G_M000_IG03

        G_M000_IG08:                ;; offset=0x0050
               vzeroupper
               pop      rbp
               ret

        G_M000_IG09:                ;; offset=0x0060
               vaddps   ymm1, ymm1, ymmword ptr [r10]
               jmp      SHORT G_M000_IG06

        RWD00  	dd	3F882000h		;   1.06348

        ; Total bytes of code 112
        """;

    [Fact]
    public void A_loop_is_all_that_leads_back_to_its_head_and_has_no_loop_inside()
    {
        CompiledMethod method = Listing.Parse(Good).Should().ContainSingle().Subject;
        method.Name.Should().Be("Tile4x3 Lanes256 Run TwoStrips");
        Loop loop = Loop.Innermost(method).Should().ContainSingle().Subject;
        loop.ToString().Should().Be("Tile4x3 Lanes256 Run TwoStrips G_M000_IG05: 2 multiply-adds, 5 loads, 12 instructions");
        loop.Faults.Should().BeEmpty("call and spill are in the loop outside");
    }

    [Theory]
    [InlineData("vaddps   ymm1, ymm1, ymmword ptr [rbp-0x50]")]
    [InlineData("vmovups  ymmword ptr [rsp+0x20], ymm1")]
    [InlineData("call     [Some.Space.Rare:Path()]")]
    public void Calls_and_the_stack_are_faults_on_a_rare_path_too(string fault)
    {
        string bad = Good.Replace("vaddps   ymm1, ymm1, ymmword ptr [r10]", fault, StringComparison.Ordinal);
        Loop loop = Loop.Innermost(Listing.Parse(bad).Single()).Single();
        loop.Faults.Select(text => text.Split(' ')[^1]).Should().Equal(fault.Split(' ')[^1]);
    }

    [Fact]
    public void Without_a_frame_rbp_is_a_register_like_any_other()
    {
        string bad = Good.Replace("[r10]", "[rbp]", StringComparison.Ordinal);
        Loop.Innermost(Listing.Parse(bad).Single()).Single().Faults.Should().NotBeEmpty();
        string good = bad.Replace("; rbp based frame", "; rsp based frame", StringComparison.Ordinal);
        Loop.Innermost(Listing.Parse(good).Single()).Single().Faults.Should().BeEmpty();
    }

    [Fact]
    public void Each_method_is_a_listing_of_its_own()
    {
        string two = Good + "\n" + Good.Replace("Tile4x3", "Tile1x8", StringComparison.Ordinal);
        Listing.Parse(two).Select(method => method.Name).Should().Equal("Tile4x3 Lanes256 Run TwoStrips", "Tile1x8 Lanes256 Run TwoStrips");
    }
}
