//! What is done to an order that is there, and money for it.

use chrono::{DateTime, Utc};
use domain::customer::LendContainers;
use domain::order::{
    ArrangeQueue, AssignEmployees, CancelOrder, CloseOrder, CompleteOrder, CorrectOrder,
    DatingLimits, DeleteOrder, Details, FailDelivery, FailQualityCheck, HandOverOrder,
    OrderCommand, Orderer, PassQualityCheck, Priority, Queueing, RepriceOrder, ReviseOrder,
    ReworkOrder, Schedule, ScheduleDelivery, StartOrder, SubmitQualityCheck, Ticket,
};
use domain::user::{Permission, Role};
use domain::values::{Bay, BusinessDay, ContainerCount, Notes, ProductId, TimeWindow};

use super::counter::{notes, wanted};
use super::{Said, Shop};
use crate::Refusal;
use crate::intent::{OrderRef, Step};

/// What it takes to do a step.
fn permission(step: &Step) -> Permission {
    use domain::order::Step as Of;
    match step {
        Step::Revise(_) | Step::Correct(_) => Of::Correct.permission(),
        Step::Reprice(_) => Of::Reprice.permission(),
        Step::Assign(_) => Of::Assign.permission(),
        Step::Start(_) => Of::Start.permission(),
        Step::SubmitQualityCheck => Of::SubmitQualityCheck.permission(),
        Step::PassQualityCheck => Of::PassQualityCheck.permission(),
        Step::FailQualityCheck(_) => Of::FailQualityCheck.permission(),
        Step::Complete(_) => Of::Complete.permission(),
        Step::Cancel(_) => Of::Cancel.permission(),
        Step::HandOver(_) => Of::HandOver.permission(),
        Step::Rework(_) => Of::Rework.permission(),
        Step::Close => Of::Close.permission(),
        Step::Delete => Of::Delete.permission(),
        Step::Schedule(..) => Of::Reschedule.permission(),
        Step::FailDelivery(_) => Of::FailDelivery.permission(),
        Step::JoinQueue | Step::LeaveQueue | Step::Arrange { .. } => Permission::QueueUpdate,
    }
}

/// The containers that go to a customer with water that is done, and to whom: by their place.
fn lent_with(
    ticket: &Ticket,
) -> Option<(usize, impl FnOnce(DateTime<Utc>) -> LendContainers + use<>)> {
    let Details::WaterDelivery(water) = &ticket.details else { return None };
    let customer = usize::try_from(ticket.customer.as_ref()?.id.get() - 1).ok()?;
    if !water.product.terms.returnable {
        return None;
    }
    let product_id = ProductId::new(water.product.id).ok()?;
    let quantity = ContainerCount::new(water.quantity.as_whole()?).ok()?;
    let order_id = Some(ticket.id);
    Some((customer, move |at| LendContainers { product_id, quantity, order_id, at }))
}

impl Shop {
    fn ticket(&self, order: OrderRef) -> Result<&Ticket, Refusal> {
        let order = self.orders.get(order.no).ok_or(Refusal::UnknownOrder)?;
        Ok(order.placed()?)
    }

    pub(super) fn tell(
        &mut self,
        order: OrderRef,
        step: &Step,
        said: &Said,
    ) -> Result<usize, Refusal> {
        let needed = permission(step);
        said.may(needed)?;
        let ticket = self.ticket(order)?;
        let own = said.person.employee.is_some_and(|employee| ticket.is_work_of(employee));
        let of_work = needed == Permission::OrdersUpdateStatus;
        if of_work && said.role() == Role::ServiceStaff && !own {
            return Err(Refusal::NotTheirs);
        }
        let lends = matches!(step, Step::Complete(_)) && !ticket.reworking;
        let lent = if lends { lent_with(ticket) } else { None };
        let command = self.command(ticket, step, said)?;
        let many = self.decide(order, command)?;
        match lent {
            Some((customer, lent)) => Ok(many + self.lend(customer, lent(said.at))?),
            None => Ok(many),
        }
    }

    fn command(&self, ticket: &Ticket, step: &Step, said: &Said) -> Result<OrderCommand, Refusal> {
        let (by, at, editor) = (said.by(), said.at, said.person.employee);
        Ok(match step {
            Step::Revise(basket) => {
                let typed = ticket.walk_in.as_ref();
                let name = typed.and_then(|typed| typed.name.as_ref());
                let phone = typed.and_then(|typed| typed.phone.as_ref());
                let orderer = Orderer {
                    customer: ticket.customer.clone(),
                    name: name.map(|name| name.get().clone()),
                    phone: phone.map(|phone| phone.get().clone()),
                };
                OrderCommand::Revise(Box::new(ReviseOrder {
                    details: self.details(basket, ticket.subject(), said)?,
                    automatic_bp: self.automatic(&orderer),
                    orderer,
                    authority: self.authority(said),
                    most_water: self.settings.limits().water_quantity_max,
                    editor,
                    by,
                    at,
                }))
            }
            Step::Reprice(asked) => OrderCommand::Reprice(Box::new(RepriceOrder {
                wanted: wanted(asked)?,
                authority: self.authority(said),
                editor,
                by,
                at,
            })),
            Step::Correct(text) => {
                let notes = Some(Some(Notes::parse(text)?));
                OrderCommand::Correct(CorrectOrder { notes, scheduled_at: None, by, at })
            }
            Step::Assign(ids) => {
                let employees = self.workers(ids)?;
                OrderCommand::Assign(AssignEmployees { employees, editor, by, at })
            }
            Step::Start(driver) => {
                let driver = driver.map(|id| self.workers(&[id])).transpose()?;
                let driver = driver.and_then(|mut found| found.pop());
                OrderCommand::Start(StartOrder { driver, by, at })
            }
            Step::SubmitQualityCheck => {
                OrderCommand::SubmitQualityCheck(SubmitQualityCheck { by, at })
            }
            Step::PassQualityCheck => OrderCommand::PassQualityCheck(Box::new(PassQualityCheck {
                checklist: Vec::new(),
                complete: self.completion(ticket, None, said),
            })),
            Step::FailQualityCheck(text) => OrderCommand::FailQualityCheck(FailQualityCheck {
                checklist: Vec::new(),
                notes: Some(Notes::parse(text)?),
                by,
                at,
            }),
            Step::Complete(text) => {
                let notes = notes(text.as_ref())?;
                OrderCommand::Complete(Box::new(self.completion(ticket, notes, said)))
            }
            Step::Cancel(text) => {
                let (outlet, reason) = (self.outlet, Notes::parse(text)?);
                OrderCommand::Cancel(CancelOrder { outlet, reason, by, at })
            }
            Step::HandOver(text) => {
                let notes = notes(text.as_ref())?;
                OrderCommand::HandOver(HandOverOrder { notes, by, at })
            }
            Step::Rework(text) => {
                OrderCommand::Rework(ReworkOrder { reason: Notes::parse(text)?, by, at })
            }
            Step::Close => OrderCommand::Close(CloseOrder { by, at }),
            Step::Delete => OrderCommand::Delete(DeleteOrder { by, at }),
            Step::Schedule(day, window) => {
                let window = window.map(TimeWindow::parse).transpose()?;
                let date = BusinessDay::from(*day);
                let schedule = Schedule { date, window, driver: None };
                OrderCommand::ScheduleDelivery(ScheduleDelivery { schedule, by, at })
            }
            Step::FailDelivery(reason) => {
                OrderCommand::FailDelivery(FailDelivery { reason: *reason, by, at })
            }
            Step::JoinQueue => OrderCommand::JoinQueue(Queueing { by, at }),
            Step::LeaveQueue => OrderCommand::LeaveQueue(Queueing { by, at }),
            Step::Arrange { bay, priority, reason } => OrderCommand::ArrangeQueue(ArrangeQueue {
                bay: bay.map(Bay::parse).transpose()?.map(Some),
                priority: priority.map(Priority::new).transpose()?,
                reason: notes(reason.as_ref())?,
                by,
                at,
            }),
        })
    }

    fn completion(&self, ticket: &Ticket, notes: Option<Notes>, said: &Said) -> CompleteOrder {
        let limits = self.settings.limits();
        CompleteOrder {
            outlet: self.outlet,
            payment_first: limits.requires_payment(ticket.service()),
            checked_first: limits.requires_quality_check(ticket.service()),
            completed: None,
            dating: DatingLimits { back_days: limits.backdate_days, ahead_days: limits.ahead_days },
            role: said.role(),
            notes,
            by: said.by(),
            at: said.at,
        }
    }
}
