//! The protocol's parts that can be taken out, to see what each is for.

/// Which protocol is played.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Protocol {
    pub(crate) positions: Positions,
    pub(crate) lost_commit: LostCommit,
    pub(crate) epoch: Epoch,
    pub(crate) promotion: Promotion,
    pub(crate) reader: Checks,
}

/// How positions are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Positions {
    /// From the head, which is locked until the commit.
    UnderTheLock,
    /// From a counter that nobody holds to the commit, as AUTO_INCREMENT does.
    DrawnOutside,
}

/// What a writer does about a commit whose answer it did not get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LostCommit {
    LookedUpBehindTheLock,
    LookedUpWithoutTheLock,
    TakenForUnsaved,
    TakenForSaved,
}

/// What is conditional on the epoch that the process was started in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Epoch {
    AppendsAndLooks,
    LooksOnly,
    AppendsOnly,
}

/// How a promoted server takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Promotion {
    /// Its epoch begins before anybody can write there.
    EpochThenWritable,
    /// For a while it takes writes, and is looked at, in the old epoch.
    WritableThenEpoch,
}

/// What the reader checks before it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checks {
    DensityAndChain,
    DensityOnly,
    Nothing,
}

impl Protocol {
    pub(crate) const AS_IT_IS: Self = Self {
        positions: Positions::UnderTheLock,
        lost_commit: LostCommit::LookedUpBehindTheLock,
        epoch: Epoch::AppendsAndLooks,
        promotion: Promotion::EpochThenWritable,
        reader: Checks::DensityAndChain,
    };
}
