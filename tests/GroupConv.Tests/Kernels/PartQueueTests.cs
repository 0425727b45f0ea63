using System.Collections.Concurrent;
using GroupConv.Winograd;

namespace GroupConv.Tests.Kernels;

public class PartQueueTests
{
    [Fact]
    public void A_thread_stays_with_its_block_then_takes_a_new_one_then_helps_others()
    {
        var queue = new PartQueue(blocks: 2, parts: 3);
        queue.Take(held: -1).Should().Be((0, 0));
        queue.Take(held: -1).Should().Be((1, 0));
        queue.Take(held: 0).Should().Be((0, 1));
        queue.Take(held: 0).Should().Be((0, 2));
        queue.Take(held: 0).Should().Be((1, 1), "no block is new");
        queue.Take(held: 1).Should().Be((1, 2));
        queue.Invoking(q => q.Take(held: 1)).Should().Throw<InvalidOperationException>();
        queue.Reset();
        queue.Take(held: -1).Should().Be((0, 0));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 40)]
    [InlineData(40, 1)]
    [InlineData(7, 9)]
    public void Every_part_is_taken_once_by_any_number_of_threads(int blocks, int parts)
    {
        var queue = new PartQueue(blocks, parts);
        for (int round = 0; round < 20; round++)
        {
            var taken = new ConcurrentBag<(long, long)>();
            int left = blocks * parts;
            Parallel.For(0, 6, _ =>
            {
                long held = -1;
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    (held, long part) = queue.Take(held);
                    taken.Add((held, part));
                }
            });
            taken.Distinct().Should().HaveCount(blocks * parts);
            queue.Reset();
        }
    }
}
