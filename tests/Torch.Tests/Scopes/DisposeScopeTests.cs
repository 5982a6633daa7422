using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.Scopes;

public sealed class DisposeScopeTests
{
    [Fact]
    public void A_scope_owns_what_is_made_in_it()
    {
        Tensor inside;
        using (var scope = NewDisposeScope())
        {
            inside = ones(2);
            Assert.True(scope.Contains(inside));
            Assert.Equal(1, scope.DisposablesCount);
            Assert.Same(scope, CurrentDisposeScope);
        }
        Assert.True(inside.IsInvalid);
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void What_moves_out_outlives_the_scope()
    {
        using var outer = NewDisposeScope();
        Tensor moved, detached;
        using (var inner = NewDisposeScope())
        {
            moved = ones(2).MoveToOuterDisposeScope();
            detached = inner.Detach(ones(2));
        }
        Assert.False(moved.IsInvalid);
        Assert.True(outer.Contains(moved));
        outer.Dispose();
        Assert.True(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void Moving_out_of_the_outermost_scope_detaches()
    {
        Tensor moved;
        using (var scope = NewDisposeScope())
            moved = scope.MoveToOuter(ones(2));
        Assert.False(moved.IsInvalid);
        moved.Dispose();
    }

    [Fact]
    public void All_but_a_few_can_be_disposed_of()
    {
        using var scope = NewDisposeScope();
        var (kept, gone) = (ones(1), ones(1));
        scope.DisposeEverythingBut(kept);
        Assert.True(gone.IsInvalid);
        Assert.False(kept.IsInvalid);
        Assert.Equal([kept], scope.DisposablesView);
    }

    [Fact]
    public void A_scope_takes_over_what_is_attached()
    {
        var stray = ones(1);
        var scope = NewDisposeScope();
        scope.Attach(stray);
        scope.Dispose();
        Assert.True(stray.IsInvalid);
    }

    [Fact]
    public void A_disposed_tensor_leaves_its_scope()
    {
        using var scope = NewDisposeScope();
        ones(1).Dispose();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void A_closed_scope_refuses()
    {
        var scope = NewDisposeScope();
        scope.Dispose();
        scope.Dispose();
        Assert.Throws<ObjectDisposedException>(() => scope.DisposablesCount);
        Assert.Throws<ObjectDisposedException>(() => scope.Detach(ones(1)));
    }

    [Fact]
    public void Scopes_may_close_out_of_order()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        Assert.Same(inner, CurrentDisposeScope);
        inner.Dispose();
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void Statistics_count_by_thread()
    {
        var counts = DisposeScopeManager.Statistics;
        counts.Reset();
        ones(1).Dispose();
        using (var scope = NewDisposeScope())
        {
            _ = ones(1);
            scope.Detach(ones(1)).Dispose();
        }
        Assert.Equal((1, 2, 2, 1, 1), (counts.CreatedOutsideScopeCount, counts.DisposedOutsideScopeCount, counts.CreatedInScopeCount,
            counts.DisposedInScopeCount, counts.DetachedFromScopeCount));
        Assert.Equal(0, counts.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_wrapped_expression_leaves_its_result_only()
    {
        using var scope = NewDisposeScope();
        var result = WrappedTensorDisposeScope(() => (ones(2) + 1) * 2);
        Assert.Equal(1, scope.DisposablesCount);
        Assert.Equal(4, result[0].item<float>());
    }
}
