using Xunit;

namespace Gateway.Tests;

public sealed class BlockPoolTests
{
    [Fact]
    public void Block_GivenBack_IsLentAgainBeforeANewOneIsMade()
    {
        using var pool = new BlockPool();
        var blocks = Enumerable.Range(0, 8).Select(_ => pool.Rent()).ToHashSet();
        foreach (var block in blocks)
        {
            block.Dispose();
        }

        Assert.All(Enumerable.Range(0, 8), _ => Assert.Contains(pool.Rent(), blocks));
    }

    [Fact]
    public void Block_GivenBackTwice_IsLentOnce()
    {
        using var pool = new BlockPool();
        var block = pool.Rent();
        block.Dispose();
        block.Dispose();

        var lent = Enumerable.Range(0, 1000).Select(_ => pool.Rent()).ToList();

        Assert.Equal(lent.Count, lent.Distinct().Count());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(BlockPool.BlockSize)]
    public void SizeThatABlockHolds_Asked_GetsAWholeBlock(int size)
    {
        using var pool = new BlockPool();
        using var block = pool.Rent(size);

        Assert.Equal(BlockPool.BlockSize, block.Memory.Length);
    }

    [Fact]
    public void MoreThanABlockHolds_Asked_IsRefused()
    {
        using var pool = new BlockPool();

        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(BlockPool.BlockSize + 1));
    }
}
